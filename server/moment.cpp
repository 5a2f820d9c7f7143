#include "server/moment.hpp"

#include "server/past.hpp"
#include "server/problems.hpp"

#include <charconv>

namespace cchc::server {

using namespace domain;
using projections::AssessmentView;
using projections::CycleView;

Moment Moment::now(const House& house, TenantNo tenant)
{
    Moment moment(house, tenant);
    moment.snapshot_ = house.pipeline.snapshot(tenant);
    moment.size_ = moment.snapshot_->size;
    moment.at_ = house.clock.now();
    return moment;
}

Moment Moment::past(const House& house, TenantNo tenant, std::uint64_t size)
{
    Moment moment = now(house, tenant);
    moment.past_ = true;
    moment.size_ = std::min(size, moment.size_);
    if (moment.size_ > 0)
        house.log.read(tenant, moment.size_ - 1, [&](const storage::Entry& entry) { moment.at_ = entry.header.time; });
    return moment;
}

static std::optional<std::uint64_t> number(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return {};
    return value;
}

std::variant<Moment, Reply> Moment::of(const House& house, const Request& request, TenantNo tenant)
{
    const auto language = request.language();
    const auto at = request.parameter("as_of");
    const auto seq = request.parameter("as_of_seq");
    if (at && seq)
        return problem("malformed", language,
                       {"Chỉ dùng một trong hai tham số as_of và as_of_seq.", "Give as_of or as_of_seq, not both."});
    if (seq) {
        const auto wanted = number(*seq);
        if (!wanted || *wanted >= house.pipeline.snapshot(tenant)->size)
            return problem("malformed", language, {"Chưa có sự kiện mang số này.", "No event has that number yet."});
        return past(house, tenant, *wanted + 1);
    }
    if (at) {
        const auto instant = parse_instant(*at);
        if (!instant)
            return problem("malformed", language,
                           {"as_of phải là thời điểm RFC 3339 có múi giờ.", "as_of must be RFC 3339 with an offset."});
        Moment moment = past(house, tenant, house.log.size_at(tenant, *instant));
        moment.at_ = *instant;
        return moment;
    }
    Moment moment = now(house, tenant);
    if (const std::string_view least = request.header("Min-Seq"); !least.empty()) {
        const auto wanted = number(least);
        if (!wanted) return problem("malformed", language, {"Min-Seq phải là một số.", "Min-Seq must be a number."});
        // What was acknowledged has been projected: a reader can only be ahead of a log that was restored.
        if (*wanted >= moment.size_) {
            const Sentence behind{"Dữ liệu chưa đến sự kiện này.", "The views have not come to that event yet."};
            return problem(
                Problem{.slug = "projection-behind", .detail = std::string(behind.in(language)), .retry_after_s = 2},
                language);
        }
    }
    return moment;
}

std::shared_ptr<const CycleView> Moment::cycle(std::string_view id) const
{
    const projections::CycleSnapshot* live = snapshot_->cycle(id);
    if (!live) return nullptr;
    if (!past_) return live->cycle;
    return cycle_then(house_->log, tenant_, *live->cycle, size_);
}

std::vector<std::shared_ptr<const CycleView>> Moment::cycles() const
{
    std::vector<std::shared_ptr<const CycleView>> all;
    for (const auto& [id, held] : snapshot_->cycles)
        if (auto view = cycle(id.value)) all.push_back(std::move(view));
    return all;
}

std::shared_ptr<const AssessmentView> Moment::assessment(std::string_view id) const
{
    const auto live = snapshot_->assessment(id);
    if (!live || !past_) return live;
    auto then = cycle(live->cycle->cycle.id.value);
    if (!then) return nullptr;
    return projections::assessment_from(RowsThen(house_->rows, tenant_, size_), live->agency, std::move(then));
}

std::shared_ptr<const RegulationFile> Moment::regulation(std::string_view id) const
{
    if (past_) return regulation_then(house_->log, tenant_, RegulationId(id), size_);
    if (!snapshot_->regulations) return nullptr;
    const auto found = snapshot_->regulations->find(RegulationId(id));
    if (found == snapshot_->regulations->end()) return nullptr;
    return {snapshot_->regulations, &found->second};
}

Versions Moment::versions(std::string_view id, std::uint32_t last) const
{
    Versions texts;
    const auto file = regulation(id);
    if (!file) return texts;
    for (const auto& [issued, done] : file->versions)
        if (issued.version <= last) texts.push_back(snapshot_->library->at(issued.document.sha256));
    return texts;
}

std::optional<projections::Board> Moment::board(std::string_view id) const
{
    const projections::CycleSnapshot* live = snapshot_->cycle(id);
    if (!live) return {};
    if (!past_) return live->board();
    auto then = cycle(id);
    if (!then) return {};
    return projections::board_from(RowsThen(house_->rows, tenant_, size_), std::move(then));
}

std::vector<std::shared_ptr<const AssessmentView>> Moment::assessments(std::string_view id) const
{
    const projections::CycleSnapshot* live = snapshot_->cycle(id);
    if (!live) return {};
    if (!past_) return live->assessments;
    std::vector<std::shared_ptr<const AssessmentView>> all;
    const auto then = cycle(id);
    if (!then) return all;
    const RowsThen rows(house_->rows, tenant_, size_);
    for (const AgencyId& agency : then->cycle.agencies)
        if (auto view = projections::assessment_from(rows, agency, then)) all.push_back(std::move(view));
    return all;
}

Reply& Moment::mark(Reply& reply) const
{
    reply.caching = "private, no-cache";
    return reply.with("As-Of-Seq", size_ == 0 ? "0" : std::to_string(size_ - 1));
}

} // namespace cchc::server
