#include "tests/domain/mutations.hpp"

namespace cchc::domain {

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// Adds 1 to the first number of the text that is followed by `unit`.
bool raise_a_number(std::string& text, std::string_view unit)
{
    const std::size_t end = text.find(unit);
    if (end == std::string::npos) return false;
    std::size_t begin = end;
    while (begin > 0 && is_digit(text[begin - 1])) --begin;
    if (begin == end) return false;
    text.replace(begin, end - begin, std::to_string(std::stoi(text.substr(begin, end - begin)) + 1));
    return true;
}

template <class Rule>
Spoilt another_number(Sketch& draft, Dice& dice, std::string_view unit)
{
    return spoil_any<Rule>(draft, dice, [&](Criterion& leaf, Rule&) {
        std::vector<Level*> with_numbers;
        for (Level& level : leaf.levels) {
            std::string copy = level.text;
            if (raise_a_number(copy, unit)) with_numbers.push_back(&level);
        }
        raise_a_number(dice.one_of(with_numbers)->text, unit);
    });
}

Spoilt of_any_leaf(Sketch& draft, Dice& dice, const std::function<bool(Sketch::Row&)>& spoil)
{
    std::vector<Sketch::Row*> leaves;
    for (Sketch::Row& row : draft.rows)
        if (!draft.has_children(row) && row.criterion.scored_by == ScoredBy::agency) leaves.push_back(&row);
    Sketch::Row* row = dice.one_of(leaves);
    if (!spoil(*row)) return std::nullopt;
    return row->criterion.code.value;
}

void add_wording(std::vector<Mutation>& all)
{
    all.push_back({"the words name another percentage than the band",
                   [](Sketch& draft, Dice& dice) { return another_number<RatioBands>(draft, dice, "% hồ sơ"); }});
    all.push_back({"the words name another number of days than the band",
                   [](Sketch& draft, Dice& dice) { return another_number<LateBands>(draft, dice, " ngày"); }});
    all.push_back({"the words of submission name another number of days", [](Sketch& draft, Dice& dice) {
                       return another_number<SubmissionTimeliness>(draft, dice, " ngày");
                   }});
    all.push_back({"from under so many percent",
                   [](Sketch& draft, Dice& dice) { return reword_a_level(draft, dice, "Đạt dưới", "Đạt từ dưới"); }});
    all.push_back({"from 80 under 90, without to",
                   [](Sketch& draft, Dice& dice) { return reword_a_level(draft, dice, " đến dưới ", " dưới "); }});
    all.push_back({"lower than, and more", [](Sketch& draft, Dice& dice) {
                       return reword_a_level(draft, dice, "Thấp hơn mức 0,2 lương cơ sở",
                                             "Thấp hơn mức 0,2 lương cơ sở trở lên");
                   }});
    all.push_back({"a late level lost its not", [](Sketch& draft, Dice& dice) {
                       return reword_a_level(draft, dice, "nhưng không đúng thời gian", "nhưng đúng thời gian");
                   }});
    all.push_back({"on time, but late", [](Sketch& draft, Dice& dice) {
                       return reword_a_level(draft, dice, "Gửi báo cáo đúng thời gian quy định",
                                             "Gửi báo cáo đúng thời gian quy định nhưng chậm");
                   }});
    all.push_back({"failings joined by and", [](Sketch& draft, Dice& dice) {
                       return reword_a_level(draft, dice, "chưa đầy đủ hoặc chưa đúng", "chưa đầy đủ và chưa đúng");
                   }});
    all.push_back({"failings joined by a comma", [](Sketch& draft, Dice& dice) {
                       return reword_a_level(draft, dice, "chưa đầy đủ hoặc chưa đúng", "chưa đầy đủ, chưa đúng");
                   }});
    all.push_back({"virtues joined by or", [](Sketch& draft, Dice& dice) {
                       return reword_a_level(draft, dice, "nhắc nhở và không có", "nhắc nhở hoặc không có");
                   }});
    all.push_back({"a requirement that no lower level misses", [](Sketch& draft, Dice& dice) {
                       return reword_a_level(draft, dice, "Có ban hành quy chế",
                                             "Có ban hành quy chế và phổ biến toàn cơ quan");
                   }});
    all.push_back({"a level speaks of the criterion beside", [](Sketch& draft, Dice& dice) -> Spoilt {
                       for (int tries = 0; tries < 50; ++tries) {
                           Sketch::Row& row = dice.one_of(draft.rows);
                           if (row.parent.empty() || row.criterion.levels.size() < 2 || draft.has_children(row))
                               continue;
                           for (Sketch::Row* other : draft.siblings_of(row)) {
                               if (other == &row) continue;
                               row.criterion.levels[1].text = other->criterion.title + " nhưng chưa cập nhật";
                               return row.criterion.code.value;
                           }
                       }
                       return std::nullopt;
                   }});
    all.push_back({"each criterion is deducted", [](Sketch& draft, Dice& dice) {
                       return reword_a_level(draft, dice, "mỗi báo cáo không đạt", "mỗi tiêu chí không đạt");
                   }});
    all.push_back({"the cap is not said",
                   [](Sketch& draft, Dice& dice) { return reword_a_level(draft, dice, ", tối đa 0,5 điểm", ""); }});
    all.push_back({"nobody says whether tiers add", [](Sketch& draft, Dice& dice) {
                       return spoil_where<CappedCount>(
                           draft, dice, [](const Criterion&, const CappedCount& rule) { return rule.tiers.size() > 1; },
                           [](Criterion& leaf, CappedCount&) { leaf.note.clear(); });
                   }});
    all.push_back({"the exclusion is missing at one level",
                   [](Sketch& draft, Dice& dice) { return reword_a_level(draft, dice, " (trừ hồ sơ mật)", ""); }});
    all.push_back({"the exclusion is not counted", [](Sketch& draft, Dice& dice) {
                       return spoil_where<RatioBands>(
                           draft, dice, [](const Criterion&, const RatioBands& rule) { return rule.exclusions; },
                           [](Criterion&, RatioBands& rule) { rule.exclusions = false; });
                   }});
    all.push_back({"the exclusion is nowhere said", [](Sketch& draft, Dice& dice) {
                       return spoil_where<RatioBands>(
                           draft, dice, [](const Criterion&, const RatioBands& rule) { return !rule.exclusions; },
                           [](Criterion&, RatioBands& rule) { rule.exclusions = true; });
                   }});
    all.push_back({"the effect of not applicable is not said", [](Sketch& draft, Dice&) -> Spoilt {
                       draft.regulation.notes = {"Tiêu chí không phát sinh nhiệm vụ thì không chấm điểm."};
                       return "";
                   }});
    all.push_back({"a word is doubled in a title", [](Sketch& draft, Dice& dice) -> Spoilt {
                       Criterion& one = dice.one_of(draft.rows).criterion;
                       reword(one.title, "nhiệm vụ", dice.coin() ? "nhiệm nhiệm vụ" : "nhiệm vụ nhiệm vụ");
                       return one.code.value;
                   }});
    all.push_back({"a word is doubled in the evidence", [](Sketch& draft, Dice& dice) {
                       return of_any_leaf(draft, dice, [](Sketch::Row& row) {
                           return reword(row.criterion.evidence.back().text, "của", "của của");
                       });
                   }});
    all.push_back({"a tone mark is misplaced", [](Sketch& draft, Dice& dice) {
                       return of_any_leaf(draft, dice, [](Sketch::Row& row) {
                           return reword(row.criterion.evidence.back().text, "quý", "qúy");
                       });
                   }});
}

void add_duties(std::vector<Mutation>& all)
{
    all.push_back({"on time by the words alone", [](Sketch& draft, Dice& dice) {
                       return reword_a_level(draft, dice, "đầy đủ, đúng nơi quy định", "đầy đủ, kịp thời");
                   }});
    all.push_back({"reports in time without their days", [](Sketch& draft, Dice& dice) {
                       return spoil_where<Deductions>(
                           draft, dice,
                           [](const Criterion&, const Deductions& rule) { return rule.items[0].due.has_value(); },
                           [](Criterion&, Deductions& rule) {
                               for (Item& item : rule.items) item.due.reset();
                           });
                   }});
    all.push_back({"no evidence is named", [](Sketch& draft, Dice& dice) {
                       return of_any_leaf(draft, dice, [](Sketch::Row& row) {
                           if (!row.criterion.note.empty()) return false;
                           row.criterion.evidence.clear();
                           return true;
                       });
                   }});
    all.push_back({"the evidence stands in the parent's row", [](Sketch& draft, Dice& dice) {
                       return of_any_leaf(draft, dice, [&](Sketch::Row& row) {
                           draft.parent_of(row)->criterion.evidence = std::exchange(row.criterion.evidence, {});
                           return true;
                       });
                   }});
    all.push_back({"the evidence stands in a note", [](Sketch& draft, Dice& dice) {
                       return of_any_leaf(draft, dice, [](Sketch::Row& row) {
                           row.criterion.note = row.criterion.evidence.back().text;
                           row.criterion.evidence.clear();
                           return true;
                       });
                   }});
    all.push_back({"all the evidence lies in other agencies' records", [](Sketch& draft, Dice& dice) {
                       return of_any_leaf(draft, dice, [](Sketch::Row& row) {
                           for (RequiredEvidence& one : row.criterion.evidence) one.held_by = {"van-phong"};
                           return true;
                       });
                   }});
    all.push_back({"a number stands among the evidence", [](Sketch& draft, Dice& dice) {
                       return of_any_leaf(draft, dice, [](Sketch::Row& row) {
                           row.criterion.evidence.push_back({.text = "0,5"});
                           return true;
                       });
                   }});
    all.push_back({"no due date where days are counted", [](Sketch& draft, Dice& dice) {
                       return spoil_any<LateBands>(draft, dice, [](Criterion&, LateBands& rule) {
                           rule.due.reset();
                           rule.due_source.clear();
                       });
                   }});
    all.push_back({"no due date where being on time is scored", [](Sketch& draft, Dice& dice) {
                       return spoil_any<Timeliness>(draft, dice, [](Criterion&, Timeliness& rule) {
                           rule.due.reset();
                           rule.due_source.clear();
                       });
                   }});
    // Of a rule that prints its due date.
    const auto with_due = [](const Criterion&, const auto& rule) { return rule.due.has_value(); };
    all.push_back({"a due date keeps the year before last", [with_due](Sketch& draft, Dice& dice) {
                       return spoil_where<LateBands>(draft, dice, with_due, [](Criterion&, LateBands& rule) {
                           rule.due = Date::from_civil(2024, 1, 22); // a Monday
                       });
                   }});
    all.push_back({"a due date is a Sunday", [with_due](Sketch& draft, Dice& dice) {
                       return spoil_where<Timeliness>(draft, dice, with_due, [](Criterion&, Timeliness& rule) {
                           rule.due = Date::from_civil(2026, 1, 18);
                       });
                   }});
    all.push_back({"a report is due on a Saturday", [](Sketch& draft, Dice& dice) {
                       const auto dated = [](const Criterion&, const Deductions& rule) {
                           return rule.items.front().due.has_value();
                       };
                       return spoil_where<Deductions>(draft, dice, dated, [&](Criterion&, Deductions& rule) {
                           dice.one_of(rule.items).due = Date::from_civil(2026, 9, 5);
                       });
                   }});
    all.push_back({"before the day that is still on time", [](Sketch& draft, Dice& dice) {
                       return spoil_where<LateBands>(
                           draft, dice, [](const Criterion&, const LateBands& rule) { return rule.due.has_value(); },
                           [](Criterion& leaf, LateBands&) {
                               leaf.evidence.push_back({.text = "Kế hoạch ban hành trước ngày 20/01/2026"});
                           });
                   }});
    const auto with_window = [](const Criterion& leaf, const RatioBands&) { return leaf.window_from.has_value(); };
    all.push_back({"counts of last year", [with_window](Sketch& draft, Dice& dice) -> Spoilt {
                       if (leaves_by<RatioBands>(draft, with_window).size() < 2) return std::nullopt;
                       return spoil_where<RatioBands>(draft, dice, with_window, [](Criterion& leaf, RatioBands&) {
                           leaf.window_from = Date::from_civil(2025, 1, 1);
                           leaf.window_to = Date::from_civil(2025, 10, 15);
                       });
                   }});
    all.push_back({"counts of another span than the evidence", [with_window](Sketch& draft, Dice& dice) {
                       return spoil_where<RatioBands>(draft, dice, with_window, [](Criterion& leaf, RatioBands&) {
                           leaf.window_to = Date::from_civil(2026, 11, 15);
                       });
                   }});
    all.push_back({"an appraiser that is not listed", [](Sketch& draft, Dice& dice) {
                       return of_any_leaf(draft, dice, [](Sketch::Row& row) {
                           row.criterion.appraising_agency = "phong-khong-co";
                           return true;
                       });
                   }});
    all.push_back({"no appraiser is named", [](Sketch& draft, Dice& dice) {
                       return of_any_leaf(draft, dice, [](Sketch::Row& row) {
                           row.criterion.appraising_agency.clear();
                           return true;
                       });
                   }});
    all.push_back({"nobody appraises the standing department", [](Sketch& draft, Dice& dice) -> Spoilt {
                       draft.regulation.substitute_appraiser = dice.coin() ? "" : draft.regulation.standing_department;
                       return "";
                   }});
    all.push_back({"more appraisers than the agencies named", [](Sketch& draft, Dice&) -> Spoilt {
                       draft.regulation.appraisers_per_criterion = 9;
                       return "";
                   }});
}

void add_names(std::vector<Mutation>& all)
{
    all.push_back({"a title is missing", [](Sketch& draft, Dice& dice) -> Spoilt {
                       Criterion& one = dice.one_of(draft.rows).criterion;
                       one.title.clear();
                       return one.code.value;
                   }});
    all.push_back({"a title in letters and loose marks", [](Sketch& draft, Dice& dice) -> Spoilt {
                       Criterion& one = dice.one_of(draft.rows).criterion;
                       return take_to_pieces(one.title, one.code.value);
                   }});
    all.push_back({"a name in letters and loose marks", [](Sketch& draft, Dice&) -> Spoilt {
                       draft.regulation.publisher = "UBND huyện";
                       return take_to_pieces(draft.regulation.publisher, "");
                   }});
    all.push_back({"two criteria bear one title", [](Sketch& draft, Dice& dice) -> Spoilt {
                       const auto later = static_cast<std::size_t>(dice.between(1, std::ssize(draft.rows) - 1));
                       draft.rows[later].criterion.title = draft.rows[later - 1].criterion.title;
                       return draft.rows[later].criterion.code.value;
                   }});
    // The number of a leaf that has one before it.
    const auto renumber = [](Sketch& draft, Dice& dice, const std::function<void(Criterion&, const Criterion&)>& how) {
        return of_any_leaf(draft, dice, [&](Sketch::Row& row) {
            const auto siblings = draft.siblings_of(row);
            if (siblings.back() != &row || siblings.size() < 2) return false;
            how(row.criterion, siblings[siblings.size() - 2]->criterion);
            return true;
        });
    };
    all.push_back({"two criteria bear one number", [renumber](Sketch& draft, Dice& dice) {
                       return renumber(draft, dice,
                                       [](Criterion& one, const Criterion& before) { one.printed = before.printed; });
                   }});
    all.push_back({"a number is skipped", [renumber](Sketch& draft, Dice& dice) {
                       return renumber(draft, dice, [](Criterion& one, const Criterion&) {
                           for (std::string* text : {&one.printed, &one.code.value}) ++text->back();
                       });
                   }});
    all.push_back({"a number is missing", [renumber](Sketch& draft, Dice& dice) {
                       return renumber(draft, dice, [](Criterion& one, const Criterion&) { one.printed.clear(); });
                   }});
    all.push_back({"a number does not agree with the code", [renumber](Sketch& draft, Dice& dice) {
                       return renumber(draft, dice,
                                       [](Criterion& one, const Criterion&) { one.printed = "9." + one.printed; });
                   }});
    all.push_back({"nobody uses the criteria set", [](Sketch& draft, Dice&) -> Spoilt {
                       draft.regulation.groups[0].criteria_set = "bo-khac";
                       return "";
                   }});
}

/// Spoils the regulation as a whole.
void add_whole(std::vector<Mutation>& all, const char* name, void (*spoil)(Regulation&, Dice&))
{
    all.push_back({name, [spoil](Sketch& draft, Dice& dice) -> Spoilt {
                       spoil(draft.regulation, dice);
                       return "";
                   }});
}

void add_calendar(std::vector<Mutation>& all)
{
    add_whole(all, "a round forgets the new year", [](Regulation& whole, Dice& dice) {
        dice.one_of(whole.rounds).until = DayOfYear{1, static_cast<int>(dice.between(1, 31))};
    });
    add_whole(all, "the comments end before they begin", [](Regulation& whole, Dice& dice) {
        whole.drafting->comments_until->days -= static_cast<std::int32_t>(dice.between(16, 40));
    });
    add_whole(all, "nobody has a day for comments", [](Regulation& whole, Dice&) {
        whole.drafting->comments_until = whole.drafting->comments_from;
        whole.drafting->boundary = Boundary::exclusive;
    });
    add_whole(all, "a round lasts other days than printed", [](Regulation& whole, Dice& dice) {
        *dice.one_of(whole.rounds).printed_days += static_cast<int>(dice.between(1, 9)) * (dice.coin() ? 1 : -1);
    });
    add_whole(all, "before a day that a round takes in",
              [](Regulation& whole, Dice&) { whole.rounds[0].printed_phrase = "trước ngày 15/11"; });
    add_whole(all, "before a day that a milestone takes in unsaid",
              [](Regulation& whole, Dice&) { whole.milestones[0].inclusive_on_purpose = false; });
    add_whole(all, "before a day on which comments are taken",
              [](Regulation& whole, Dice&) { whole.drafting->printed_phrase = "Trước 20/01/2026"; });
    add_whole(all, "up to a day that a round leaves out",
              [](Regulation& whole, Dice&) { whole.rounds[1].printed_phrase = "đến hết ngày 10/12"; });
    add_whole(all, "at the latest on a day that is too late",
              [](Regulation& whole, Dice&) { whole.drafting->boundary = Boundary::exclusive; });
    add_whole(all, "the words of a round name another day", [](Regulation& whole, Dice& dice) {
        whole.rounds[0].printed_phrase = "từ ngày 15/10 đến hết ngày " + std::to_string(dice.between(16, 29)) + "/11";
    });
    add_whole(all, "the words of a milestone name another month",
              [](Regulation& whole, Dice&) { whole.milestones[0].printed_phrase = "trước 15/11"; });
    add_whole(all, "the comments end in another year",
              [](Regulation& whole, Dice&) { whole.drafting->printed_phrase = "chậm nhất ngày 20/01/2025"; });
    add_whole(all, "results are published before the appraisal ends", [](Regulation& whole, Dice& dice) {
        whole.rounds[2].from = DayOfYear{11, 20};
        whole.rounds[2].until = DayOfYear{12, static_cast<int>(dice.between(1, 8))};
    });
    add_whole(all, "the appraisal ends before the self-assessment", [](Regulation& whole, Dice& dice) {
        whole.rounds[1].from = DayOfYear{11, 2};
        whole.rounds[1].until = DayOfYear{11, static_cast<int>(dice.between(3, 15))};
    });
    add_whole(all, "a paper is due in a year long past", [](Regulation& whole, Dice&) {
        whole.dated_documents = {{.id = "cv-1",
                                  .issuer = "Sở Nội vụ",
                                  .due_dates = {{"nam", "Báo cáo năm", Date::from_civil(2024, 12, 2)}}}};
    });
    add_whole(all, "a paper is due on a holiday", [](Regulation& whole, Dice&) {
        whole.holidays = {Date::from_civil(2026, 4, 30)};
        whole.dated_documents = {{.id = "cv-1",
                                  .issuer = "Sở Nội vụ",
                                  .due_dates = {{"quy-2", "Báo cáo quý II", Date::from_civil(2026, 4, 30)}}}};
    });
    add_whole(all, "an agency is listed twice", [](Regulation& whole, Dice& dice) {
        const std::string title = whole.agencies[0].title;
        whole.agencies[static_cast<std::size_t>(dice.between(1, 3))].title = title;
    });
    add_whole(all, "a lower class asks for more", [](Regulation& whole, Dice& dice) {
        auto& classes = whole.classifications[0].classes;
        classes[dice.coin() ? 1 : 2].threshold = Points::whole(dice.between(81, 99));
    });
    add_whole(all, "two classes begin at the same points", [](Regulation& whole, Dice&) {
        auto& classes = whole.classifications[0].classes;
        classes[2].threshold = classes[1].threshold;
    });
    add_whole(all, "a class above the last takes whoever is left",
              [](Regulation& whole, Dice&) { whole.classifications[0].classes[2].threshold.reset(); });
}

void add_lists(std::vector<Mutation>& all)
{
    add_whole(all, "a group has no agency", [](Regulation& whole, Dice&) {
        whole.groups.push_back({.id = GroupId("su-nghiep"), .title = "Sự nghiệp", .criteria_set = "phong-2026"});
    });
    add_whole(all, "a group keeps classes that are not looked at",
              [](Regulation& whole, Dice&) { whole.groups[0].classification = "bon-loai"; });
    add_whole(all, "nobody reads a survey", [](Regulation& whole, Dice&) {
        whole.surveys.push_back({.id = "bo-quen", .title = "Khảo sát bỏ quên"});
    });
    add_whole(all, "nobody reads a ballot",
              [](Regulation& whole, Dice&) { whole.ballots.push_back({.id = "bo-quen", .title = "Phiếu bỏ quên"}); });
    add_whole(all, "nobody reads a paper", [](Regulation& whole, Dice&) {
        whole.dated_documents = {{.id = "cv-1", .number = "12/SNV-CCHC", .issuer = "Sở Nội vụ", .due_dates = {}}};
    });
    add_whole(all, "more valid forms are wanted than there are", [](Regulation& whole, Dice& dice) {
        whole.surveys = {{.id = "hai-long",
                          .title = "Khảo sát sự hài lòng",
                          .respondents = {{.key = "dan", .text = "Người dân", .forms = 40}},
                          .minimum_valid_forms = static_cast<std::int32_t>(dice.between(41, 60))}};
    });
    add_whole(all, "an appraiser was not appointed",
              [](Regulation& whole, Dice&) { whole.appraisal->agencies = {"phong-tai-chinh"}; });
}

} // namespace

std::vector<Mutation> mistakes_of_words()
{
    std::vector<Mutation> all;
    add_wording(all);
    add_duties(all);
    add_names(all);
    add_calendar(all);
    add_lists(all);
    return all;
}

} // namespace cchc::domain
