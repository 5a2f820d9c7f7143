#pragma once

#include "server/signatures/pdf.hpp"

#include <memory>
#include <set>

namespace cchc::server::signatures {

/// What became of a file from one of its states to a later one. Everything that is not known to be harmless counts.
struct Difference {
    bool signature = false;          ///< signed, time-stamped, or data added to check signatures by
    bool visible_signature = false;  ///< a new signature with a face on its page, and no more than that
    bool doubtful_signature = false; ///< a new place for one, not signed or with a face that might hide something
    bool form_values = false;
    bool annotation = false;
    bool visible = false; ///< what pages show otherwise
    bool other = false;
    bool metadata = false; ///< what the file says of itself beside its pages: signing may write it anew, nobody else
    bool trailing = false; ///< bytes that no table of the file leads to
    std::set<std::string> fields; ///< full names of the fields whose values changed
    std::vector<Face> faces;      ///< of the new visible signatures

    void add(const Difference& more);
    /// Nobody signed for the faces that came: they are no signatures then.
    void doubt_signatures();
    std::vector<Change> changes() const;
};

/// Compares two states of the same file as a reader walks them: from the trailer through the catalog, pages,
/// annotations and form, each object at every place where it shows. Throws TooCostly.
Difference difference(Pdf& before, Pdf& after);

/// The bytes that `after` adds to `before`: objects that its tables name, one table, and the end.
Difference how_appended(Pdf& before, Pdf& after);

} // namespace cchc::server::signatures
