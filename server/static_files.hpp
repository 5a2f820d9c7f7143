#pragma once

#include "server/assets.hpp"
#include "server/http.hpp"

#include <memory>
#include <span>
#include <vector>

namespace cchc::server {

/// Serves the browser application: a file by its name, and index.html for every page of the application itself (a path
/// without a file extension), whose address the browser's own router reads.
class StaticFiles {
public:
    explicit StaticFiles(std::span<const Asset> files);
    ~StaticFiles();
    StaticFiles(StaticFiles&&) noexcept;

    /// The file for this GET; 404 for a name that is not there.
    Reply answer(const Request& request) const;
    /// The rows that catch every GET no other route takes.
    std::vector<Route> routes() const;

private:
    struct Table;
    std::shared_ptr<const Table> table_;
};

} // namespace cchc::server
