#include "afina/base/catalogue/catalogue.h"

namespace afina::catalogue::en {

namespace {
constexpr const char* kCopyAgain = "The file is damaged or incomplete: download or copy it again.";
constexpr const char* kSource = "The file breaks the safetensors format: check where it comes from.";

constexpr CatalogueText kTexts[] = {
    {"io.internal", "Internal error in \"io\": {detail}.",
     "This is a bug in afina, not your mistake: keep this message and report it."},
    {"io.not_found", "\"{path}\" does not exist.", "Check the name and the folder; capitals and accents count."},
    {"io.not_a_file", "\"{path}\" is not an ordinary file (it is a folder, a device or a pipe).",
     "Give the name of a file."},
    {"io.not_a_folder", "\"{path}\" is not a folder.", "Give the folder that holds config.json and model.safetensors."},
    {"io.cannot_read", "Cannot read \"{path}\": {reason}.",
     "Check that you may read it and that the disk is still connected."},
    {"io.file_damaged", "\"{path}\" changed or could no longer be read while it was in use.",
     "Another program cut it or the disk is failing. Nothing computed from it was saved. Copy the file again and "
     "repeat; a run goes on with \"afina resume\"."},
    {"io.cannot_write", "Cannot write \"{path}\": {reason}.",
     "Choose another folder or change its permissions. Nothing was left half-written."},
    {"io.cannot_use", "Cannot use \"{path}\": {reason}.",
     "Check the name, the permissions and the links of that path, and that the disk is still connected."},
    {"io.too_large", "\"{path}\" takes {size} MB and only {limit} can be read.",
     "Split the file or use a sample of it; where memory is the limit, close other programs."},
    {"io.line_too_long", "\"{path}\" has a line of more than {limit} MB.",
     "Check that it is a text file, and break its long lines."},
    {"io.name_not_utf8",
     "The name \"{path}\" is not written in UTF-8: as such it can be neither recorded nor found again.",
     "Rename the file or the folder with ordinary letters."},
    {"io.disk_full", "There is no room on the disk to write \"{path}\".",
     "Free some space or choose another folder. Nothing was left half-written."},
    {"io.reason_missing", "it does not exist"},
    {"io.reason_permission", "you have no permission"},
    {"io.reason_read_only", "the disk is read-only"},
    {"io.reason_is_folder", "a folder of that name exists"},
    {"io.reason_parent_is_file", "a part of the path is a file, not a folder"},
    {"io.reason_link_loop", "the links form a circle"},
    {"io.reason_name_too_long", "the name is too long"},
    {"io.reason_device", "the disk reports an error"},
    {"io.pickle_refused",
     "afina does not open \"{path}\". It keeps the weights as a pickle, and opening a pickle may run any program.",
     "Use the safetensors version of the model. If you trust whoever made it, you can also convert it with "
     "transformers: model.save_pretrained(folder, safe_serialization=True)."},
    {"io.lfs_pointer", "\"{path}\" does not hold the weights but the note that git leaves in their place.",
     "Run \"git lfs pull\" in that folder, or download the file from the model's page."},
    {"io.no_weights", "There are no weights in \"{path}\": model.safetensors is missing.",
     "Give the whole folder of a model in Hugging Face format (config.json, model.safetensors, tokenizer.json)."},
    {"io.unsupported_dtype", "Tensor \"{tensor}\" has type {dtype}, which cannot be converted to floating point.",
     "Use an unquantised version of the model in F32, F16 or BF16."},
    {"io.shard_name", "{place}: shard name \"{shard}\" is not a file of the same folder.",
     "A sound index only names files of its own folder; check where it comes from."},
    {"io.shard_missing", "{place}: shard \"{shard}\" is missing.",
     "The download is incomplete: download that file into the same folder."},
    {"io.shard_tensor", "{place}: tensor \"{tensor}\", which the index places there, is missing.",
     "The shards and the index are of different versions: download them again together."},
    {"io.safetensors_short", "{place}: empty or shorter than 8 bytes; not a safetensors file.", kCopyAgain},
    {"io.safetensors_header_size", "{place}: the header claims more than 100 MB; not a safetensors file.", kSource},
    {"io.safetensors_header_cut", "{place}: the file ends before its header does.", kCopyAgain},
    {"io.safetensors_not_utf8", "{place}: the header is not UTF-8 text.", kSource},
    {"io.safetensors_header_json", "{place}: the header is not valid JSON (character {column}).", kSource},
    {"io.safetensors_entry", "{place}: in the header, \"{tensor}\" has a wrong field \"{field}\".", kSource},
    {"io.safetensors_duplicate", "{place}: the header repeats the name of a tensor.", kSource},
    {"io.safetensors_dtype", "{place}: tensor \"{tensor}\" has an unknown type, \"{dtype}\".",
     "Use a version of the model in F32, F16 or BF16."},
    {"io.safetensors_offsets", "{place}: tensor \"{tensor}\" does not begin where the one before ends.", kSource},
    {"io.safetensors_overflow", "{place}: tensor \"{tensor}\" has impossible dimensions.", kSource},
    {"io.safetensors_size", "{place}: the bytes of tensor \"{tensor}\" do not match its shape and type.", kSource},
    {"io.safetensors_incomplete", "{place}: the header describes {expected} bytes of data and there are {found}.",
     kCopyAgain},
};
}  // namespace

std::span<const CatalogueText> io() { return kTexts; }

}  // namespace afina::catalogue::en
