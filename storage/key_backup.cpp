// A backup of the keys, a file:
//
//   head = {"format":"cchc.keys.1","made_at_us":…,"good_until_us":…,"changes":…} "\n"      to be read without a key
//   then   nonce[12] AES-256-GCM(master key, row*)                                         associated: the head
//   row  = key length:u32 value length:u32 key value                                       numbers big-endian
#include "storage/key_store.hpp"

#include "domain/json_writer.hpp"
#include "storage/big_endian.hpp"
#include "storage/failure.hpp"
#include "storage/json_reader.hpp"
#include "storage/key_rows.hpp"

namespace cchc::storage {

using domain::Instant;

namespace {

constexpr std::string_view format = "cchc.keys.1";

struct Head {
    Instant made_at, good_until;
    std::uint64_t changes = 0; ///< of the store, when the backup was made
};

std::string text_of(const Head& head)
{
    std::string text;
    domain::JsonWriter json(text);
    json.open_object();
    json.member("format", format);
    json.key("made_at_us"), json.number(head.made_at.us);
    json.key("good_until_us"), json.number(head.good_until.us);
    json.key("changes"), json.number(head.changes);
    json.close_object();
    return text + "\n";
}

Head head_in(std::string_view line)
{
    Head head;
    JsonReader json(line);
    json.open_object();
    json.member("format");
    if (json.plain() != format) JsonReader::fail("expected the format " + std::string(format));
    json.member("made_at_us"), head.made_at.us = json.integer<std::int64_t>();
    json.member("good_until_us"), head.good_until.us = json.integer<std::int64_t>();
    json.member("changes"), head.changes = json.integer<std::uint64_t>();
    json.close_object();
    return head;
}

void append_row(std::string& to, std::string_view key, std::string_view value)
{
    append_big_endian(to, static_cast<std::uint32_t>(key.size()));
    append_big_endian(to, static_cast<std::uint32_t>(value.size()));
    to.append(key).append(value);
}

/// Of rows that the master key vouches for.
template <class Show>
void each_row(std::string_view rows, const Show& show)
{
    while (!rows.empty()) {
        const auto key = read_big_endian<std::uint32_t>(rows, 0), value = read_big_endian<std::uint32_t>(rows, 4);
        show(rows.substr(8, key), rows.substr(8 + key, value));
        rows.remove_prefix(8 + key + value);
    }
}

} // namespace

std::string KeyStore::backup(Instant now, Instant good_until) const
{
    const std::lock_guard lock(changing_);
    std::string rows;
    for (const std::string_view mark : {key_mark, tombstone_mark})
        rows_.each(mark, [&](std::string_view key, std::string_view value) { append_row(rows, key, value); });
    const std::string head = text_of({now, good_until, rows_.changes()});
    return head + seal_freshly(master_, head, rows);
}

KeyStore::Restored KeyStore::restore(std::string_view backup, Instant now, bool whatever_its_age)
{
    const std::string_view line = backup.substr(0, backup.find('\n') + 1);
    const auto rows = open_freshly_sealed(master_, line, backup.substr(line.size()));
    if (!rows) throw Failure("the backup is damaged, or was made under another master key");
    const Head head = head_in(line.substr(0, line.size() - 1));
    const std::lock_guard lock(changing_);
    if (!whatever_its_age && now > head.good_until)
        throw Failure("the backup is outlived: keys in it should have been forgotten by now");
    if (!whatever_its_age && head.changes < rows_.changes())
        throw Failure("the backup is older than the store: " + std::to_string(rows_.changes() - head.changes) +
                      " changes came after it");

    Restored restored;
    GuardedStore::Change change;
    each_row(*rows, [&](std::string_view row, std::string_view value) {
        if (rows_.get(row)) return;
        if (row.starts_with(tombstone_mark)) {
            change.put(std::string(row), std::string(value)).erase(row_beside(key_mark, row));
            ++restored.tombstones;
        } else if (!rows_.get(row_beside(tombstone_mark, row))) {
            change.put(std::string(row), std::string(value));
            ++restored.keys;
        }
    });
    erase_for_good(change);
    return restored;
}

} // namespace cchc::storage
