#pragma once

#include "domain/regulation.hpp"
#include "server/tables/remark.hpp"
#include "server/tables/table.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cchc::server::tables {

/// What a printed table says around its criteria, as far as it does.
struct Surroundings {
    std::string id; ///< of the regulation it shall become; may be empty
    std::string title;
    std::string publisher;
    std::string drafted_by; ///< the agency's name
    int year = 0;
    std::string document_number;
    std::optional<domain::Date> document_date;
    std::vector<std::string> legal_basis;
    std::vector<std::string> notes;
    std::optional<domain::Drafting> drafting;
};

struct PrintedDocument {
    std::vector<PrintedSet> sets;
    Surroundings around;
};

/// How much of one criteria set was understood.
struct SetUnderstood {
    std::string id, title, sheet;
    std::size_t areas = 0;
    std::size_t criteria = 0; ///< all of them, areas and leaves included
    std::size_t leaves = 0;
    domain::Points maximum;
    domain::Points sum; ///< of the areas within the scale
};

/// A draft that a table was understood as.
struct Understood {
    std::string document;                         ///< canonical, where it is a well-formed regulation
    std::optional<domain::Regulation> regulation; ///< nothing: it is none yet, and a remark says where
    std::vector<SetUnderstood> sets;
    std::vector<Remark> doubts; ///< errors and warnings, in the order of the sheets
    std::vector<Remark> edits;  ///< how the printed cells differ from the original
};

/// Understands a printed table as a draft. `original` is the document that a workbook of ours was written from, or
/// empty: what its printed cells say now wins over it, and every difference is told; what they cannot say is the
/// original's. Without it a makeshift stands for what a table cannot say, and each is named. `remarks` are those made
/// while the table was read.
Understood understand(const PrintedDocument& printed, const std::string& original, std::vector<Remark> remarks);

/// A regulation that came whole: nothing in it is in doubt.
Understood understood(domain::Regulation regulation);

/// `(Ban hành kèm theo văn bản số 1632/UBND ngày 26 tháng 7 năm 2023 của UBND huyện Quảng Điền)`, as a table prints it
/// below its title; empty when the regulation has no number.
std::string issuing_line(const domain::IssuingDocument& document);
/// What such a line says: number, date, issuer, each only if it does.
domain::IssuingDocument issuing_in(const std::string& line);
/// *Năm 2023* in a text; 0: it names no year.
int year_in(const std::string& text);

} // namespace cchc::server::tables
