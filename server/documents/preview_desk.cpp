#include "server/documents/preview_desk.hpp"

#include "server/documents/lent_file.hpp"
#include "server/sandbox/sandbox.hpp"
#include "storage/big_endian.hpp"
#include "storage/failure.hpp"

namespace cchc::server {

namespace {

constexpr std::size_t row_bytes = 256; ///< what keeping a page costs beside its picture
constexpr std::string_view png_begins = "\x89PNG\r\n\x1a\n";

/// Whether it is the picture that was asked for. One for which there was no memory is a single pixel, with exit code 0.
bool is_picture(std::string_view output, unsigned width)
{
    constexpr std::size_t width_at = 16;
    return output.starts_with(png_begins) && output.size() > width_at + 4 &&
           storage::read_big_endian<std::uint32_t>(output, width_at) == width;
}

std::size_t cost_of(const PreviewDesk::Picture& picture)
{
    return row_bytes + (picture ? picture->size() : 0);
}

} // namespace

std::optional<PreviewDesk::Picture> PreviewDesk::kept(const Page& page)
{
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(page);
    if (found == kept_.end()) return {};
    by_use_.splice(by_use_.end(), by_use_, found->second.place);
    return found->second.picture;
}

PreviewDesk::Picture PreviewDesk::render(const Page& page, std::uint64_t size)
{
    std::uint64_t forgotten = 0;
    {
        const std::lock_guard lock(mutex_);
        forgotten = forgotten_;
    }
    const LentFile lent(evidence_, page.file, size);
    const std::string number = std::to_string(page.number);
    // The box that viewers show, and the file by its descriptor: a name of ours is none that options could be read
    // from.
    const std::vector<std::string> command{renderer_.string(),
                                           "-png",
                                           "-singlefile",
                                           "-cropbox",
                                           "-f",
                                           number,
                                           "-l",
                                           number,
                                           "-scale-to-x",
                                           std::to_string(page.width),
                                           "-scale-to-y",
                                           "-1",
                                           "/proc/self/fd/0"};
    SandboxLimits limits;
    limits.output_bytes = 16u << 20;
    SandboxEnd end;
    bool machine = false; // has too much to do, and not the file: once more, and then another time
    for (int turn = 0; turn == 0 || (turn == 1 && machine); ++turn) {
        end = run_in_sandbox(command, {lent.descriptor()}, limits);
        machine = end.how == SandboxEnd::How::too_costly && end.cpu_ms < limits.time_ms / 2;
    }
    if (machine) throw storage::Failure("too much to do to make a picture of a page");
    const bool done = end.how == SandboxEnd::How::done && end.code == 0 && is_picture(end.output, page.width);
    const Picture picture = done ? std::make_shared<const std::string>(end.output) : nullptr;
    const std::lock_guard lock(mutex_);
    if (forgotten == forgotten_) keep(page, picture);
    return picture;
}

/// The caller holds the mutex.
void PreviewDesk::keep(const Page& page, Picture picture)
{
    if (kept_.contains(page) || cost_of(picture) > most_kept_) return;
    bytes_ += cost_of(picture);
    by_use_.push_back(page);
    kept_.emplace(page, Kept{std::move(picture), std::prev(by_use_.end())});
    while (bytes_ > most_kept_) {
        const auto oldest = kept_.find(by_use_.front());
        bytes_ -= cost_of(oldest->second.picture);
        by_use_.pop_front();
        kept_.erase(oldest);
    }
}

void PreviewDesk::forget(const storage::Hash& file)
{
    const std::lock_guard lock(mutex_);
    ++forgotten_;
    std::erase_if(kept_, [&](const auto& one) {
        if (one.first.file != file) return false;
        bytes_ -= cost_of(one.second.picture);
        by_use_.erase(one.second.place);
        return true;
    });
}

} // namespace cchc::server
