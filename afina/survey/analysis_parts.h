// The pieces analyse() is made of. `learners` hold only answers that their items admit.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "afina/survey/analysis.h"

namespace afina::survey {

using Learners = std::span<const Learner>;

// The value of somebody's answer to an item of the whole course; empty where there is none.
std::string_view answer_of(const Learner& learner, std::string_view instrument, std::string_view item) noexcept;
// Who opened each notebook: indices of learners with any trace of it.
using Openings = std::map<std::string, std::set<size_t>>;
Openings openings(Learners learners);

SusResult analyse_sus(Learners learners);
std::vector<RatingRow> analyse_ratings(Learners learners, const Openings& opened);
// Of one scale of the feedback form, over all notebooks: first each person's mean, so that n is people.
Estimate overall_rating(Learners learners, std::string_view item);
std::vector<OpenQuestion> analyse_open_questions(Learners learners);

Knowledge analyse_knowledge(Learners learners);

std::vector<ExerciseRow> analyse_exercises(Learners learners, const Openings& opened);
std::vector<SectionRow> analyse_sections(Learners learners, const Openings& opened);
std::vector<ErrorRow> analyse_errors(Learners learners);

std::vector<Criterion> analyse_criteria(const ClassReport& report, Learners learners);
std::vector<Change> what_to_change(const ClassReport& report);

// In how many of the texts each word appears, for words of two or more texts that say something (articles, pronouns
// and the like are left out, Spanish and English); most frequent first, then by alphabet, at most `most`.
std::vector<std::pair<std::string, int64_t>> frequent_words(std::span<const std::string_view> texts, size_t most);

}  // namespace afina::survey
