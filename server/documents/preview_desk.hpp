#pragma once

#include "storage/evidence_store.hpp"

#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

namespace cchc::server {

/// Pages of stored PDFs as pictures, so that whoever looks at evidence runs nothing of it: rendered by poppler's
/// `pdftoppm` in the sandbox, 2 s and 256 MiB a page. Pictures are kept in memory alone, those last asked for and no
/// more than `most_kept_bytes` of them: of a document that is destroyed nothing is left on any disk.
///
/// Threads: any; but `render` never on a network thread.
class PreviewDesk {
public:
    static constexpr std::size_t most_kept_bytes = 64u << 20;

    /// `renderer`: a program that takes pdftoppm's arguments. `evidence` outlives this.
    PreviewDesk(std::filesystem::path renderer, const storage::EvidenceStore& evidence,
                std::size_t most_kept = most_kept_bytes)
        : renderer_(std::move(renderer)), evidence_(evidence), most_kept_(most_kept)
    {}

    /// PNG; null: there is no such page, or it cannot be rendered within the limits.
    using Picture = std::shared_ptr<const std::string>;
    struct Page {
        storage::Hash file;
        unsigned number = 1; ///< from 1
        unsigned width = 0;  ///< in pixels
        auto operator<=>(const Page&) const = default;
    };
    /// What is kept in memory, a null picture of a page that cannot be rendered too; nothing: it has to be rendered.
    std::optional<Picture> kept(const Page& page);
    /// Waits for the renderer. Throws storage::Failure where the file cannot be read, or the machine has too much to
    /// do.
    Picture render(const Page& page, std::uint64_t size);
    /// Forgets every page of the file, also one that is being rendered.
    void forget(const storage::Hash& file);

private:
    struct Kept {
        Picture picture;
        std::list<Page>::iterator place;
    };
    void keep(const Page& page, Picture picture);

    const std::filesystem::path renderer_;
    const storage::EvidenceStore& evidence_;
    const std::size_t most_kept_;
    std::mutex mutex_;
    std::map<Page, Kept> kept_;
    std::list<Page> by_use_; ///< the one asked for last at the end
    std::size_t bytes_ = 0;
    std::uint64_t forgotten_ = 0; ///< how often something was
};

} // namespace cchc::server
