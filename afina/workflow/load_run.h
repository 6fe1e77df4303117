// Loading what a run left, with everything checked that it recorded. Part of the resolver of MODEL (model_source.h).
#pragma once

#include <filesystem>
#include <string>

#include "afina/workflow/model_source.h"

namespace afina::workflow {

LoadedModel load_semilla(const Control& control);
LoadedModel load_folder(const std::string& name, const Control& control);

// What a run was asked before each text. Runs of earlier versions were asked in Spanish, and do not say so.
std::string instruction_of(const RunManifest& manifest);
// Packs the base as a run asks (TuneOptions::quantize).
void quantise_base(LoadedModel& loaded, const tuning::TuneOptions& options);
// Errors: those of open_finished_run, load_base, models::load_adapter; workflow.run_changed (path).
LoadedModel load_run(const std::string& name, const Control& control);
tokenizer::Tokenizer load_run_tokenizer(const std::filesystem::path& folder);

}  // namespace afina::workflow
