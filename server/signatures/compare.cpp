#include "server/signatures/added_signature.hpp"
#include "server/signatures/revisions.hpp"

#include <qpdf/Buffer.hh>

#include <cmath>
#include <tuple>

namespace cchc::server::signatures {

namespace {

constexpr std::size_t most_steps = 2'000'000;

/// Where on its way from the trailer the walk meets an object. The same object may be met in several places, and is
/// judged in each: metadata may change, but not where it is a page's content as well.
enum class Place { catalog, page_tree, annotation, field, kids, form, field_list, resources, visible, other };

class Walk {
public:
    Walk(Pdf& before, Pdf& after) : before_(before), after_(after) {}

    Difference run()
    {
        QPDFObjectHandle was = before_.document().getTrailer(), is = after_.document().getTrailer();
        if (was.getKey("/Encrypt").unparse() != is.getKey("/Encrypt").unparse()) found_.other = true;
        if (was.getKey("/Root").getObjGen() != is.getKey("/Root").getObjGen()) found_.visible = true; // swapped whole
        found_.metadata = has_moved(was.getKey("/Info"), is.getKey("/Info"));
        note_pages_and_fields(before_.root());
        visit(was.getKey("/Root"), is.getKey("/Root"), Place::catalog);
        while (!open_.empty()) {
            if (++steps_ > most_steps) throw TooCostly("too many objects to compare");
            const Pair next = std::move(open_.back());
            open_.pop_back();
            const Place place = place_of(next, pages_, fields_);
            if (place != next.place)
                visit(next.was, next.is, place);
            else
                judge(next);
        }
        return found_;
    }

private:
    struct Pair {
        mutable QPDFObjectHandle was, is; ///< qpdf asks nothing of a const one, not even what leaves it as it is
        Place place;
        std::string field; ///< whose value this is part of, in that place and below
        bool value = false;
    };

    void visit(QPDFObjectHandle was, QPDFObjectHandle is, Place place, const Pair* of = nullptr)
    {
        const std::string field = of ? of->field : "";
        const bool value = of && of->value;
        if (was.isIndirect() && is.isIndirect() &&
            !seen_.insert({was.getObjGen(), is.getObjGen(), place, field}).second)
            return;
        if (was.isScalar() && is.isScalar() && was.unparseResolved() == is.unparseResolved()) return;
        open_.push_back({std::move(was), std::move(is), place, field, value});
    }

    /// Much leads to pages, and some to fields: a link, an outline, the tags of a text. What is changed there was meant
    /// for the page or the field, and is judged as that. A field that serves as something visible is not excused.
    static Place place_of(const Pair& pair, const std::set<QPDFObjGen>& pages, const std::set<QPDFObjGen>& fields)
    {
        if (!pair.was.isDictionary() || !pair.was.isIndirect()) return pair.place;
        if ((pair.place == Place::visible || pair.place == Place::other) && pages.contains(pair.was.getObjGen()))
            return Place::page_tree;
        if (pair.place == Place::other && fields.contains(pair.was.getObjGen())) return Place::field;
        return pair.place;
    }

    void note_pages_and_fields(QPDFObjectHandle root)
    {
        note_kids(root.getKey("/Pages"), pages_);
        QPDFObjectHandle form = root.getKey("/AcroForm");
        if (form.isDictionary())
            for (QPDFObjectHandle field : items(form.getKey("/Fields"))) note_kids(field, fields_);
    }

    static void note_kids(QPDFObjectHandle top, std::set<QPDFObjGen>& into)
    {
        std::vector<QPDFObjectHandle> open{top};
        while (!open.empty()) {
            QPDFObjectHandle node = open.back();
            open.pop_back();
            if (!node.isDictionary() || !node.isIndirect() || !into.insert(node.getObjGen()).second) continue;
            for (QPDFObjectHandle kid : items(node.getKey("/Kids"))) open.push_back(kid);
        }
    }

    void changed(const Pair& pair)
    {
        if (pair.value) {
            found_.form_values = true;
            found_.fields.insert(pair.field);
        } else if (pair.place == Place::other) {
            found_.other = true;
        } else {
            found_.visible = true;
        }
    }

    void judge(const Pair& pair)
    {
        switch (pair.place) {
        case Place::field_list: return field_list(pair);
        case Place::kids: return kids(pair);
        default: break;
        }
        if (pair.was.isStream() != pair.is.isStream() || pair.was.isDictionary() != pair.is.isDictionary() ||
            !pair.was.isDictionary())
            return generic(pair);
        switch (pair.place) {
        case Place::catalog: return catalog(pair);
        case Place::page_tree: return page_node(pair);
        case Place::annotation: return annotation(pair);
        case Place::field: return field(pair);
        case Place::form: return form(pair);
        case Place::resources: return resources(pair);
        default: return generic(pair);
        }
    }

    template <class Each>
    void each_key(QPDFObjectHandle was, QPDFObjectHandle is, Each each)
    {
        std::set<std::string> keys = was.getKeys();
        keys.merge(is.getKeys());
        for (const std::string& key : keys) each(key, was.getKey(key), is.getKey(key));
    }

    void generic(const Pair& pair)
    {
        QPDFObjectHandle was = pair.was, is = pair.is;
        if (was.getTypeCode() != is.getTypeCode()) return changed(pair);
        const Place inside = pair.place == Place::other ? Place::other : Place::visible;
        if (was.isStream()) {
            if (!same_bytes(was, is)) changed(pair);
            visit(was.getDict(), is.getDict(), inside, &pair);
        } else if (was.isDictionary()) {
            each_key(was, is, [&](const std::string& key, QPDFObjectHandle a, QPDFObjectHandle b) {
                if (key == "/Length" && !a.isIndirect() && !b.isIndirect() && a.unparse() != b.unparse())
                    return changed(pair);
                visit(a, b, inside, &pair);
            });
        } else if (was.isArray()) {
            const auto a = was.getArrayAsVector(), b = is.getArrayAsVector();
            if (a.size() != b.size()) return changed(pair);
            for (std::size_t i = 0; i < a.size(); ++i) visit(a[i], b[i], inside, &pair);
        } else if (was.unparseResolved() != is.unparseResolved()) {
            changed(pair);
        }
    }

    /// Streams are compared where their object has moved; where it has not, its bytes are the same ones.
    bool same_bytes(QPDFObjectHandle was, QPDFObjectHandle is)
    {
        const auto a = before_.places().find(was.getObjGen()), b = after_.places().find(is.getObjGen());
        if (a != before_.places().end() && b != after_.places().end() && a->second.getType() == 1 &&
            b->second.getType() == 1 && a->second.getOffset() == b->second.getOffset())
            return true;
        const auto first = was.getRawStreamData(), second = is.getRawStreamData();
        return first->getSize() == second->getSize() &&
               std::equal(first->getBuffer(), first->getBuffer() + first->getSize(), second->getBuffer());
    }

    void catalog(const Pair& pair)
    {
        each_key(pair.was, pair.is, [&](const std::string& key, QPDFObjectHandle was, QPDFObjectHandle is) {
            if (key == "/Pages")
                visit(was, is, Place::page_tree);
            else if (key == "/AcroForm" && was.isNull() && is.isDictionary())
                visit(QPDFObjectHandle::newDictionary(), is, Place::form);
            else if (key == "/AcroForm")
                visit(was, is, Place::form);
            else if (key == "/DSS")
                found_.signature |= has_moved(was, is);
            else if (key == "/Perms" && was.isNull())
                found_.other |= !only_names_certification(is);
            else if (key == "/OCProperties")
                visit(was, is, Place::visible);
            else if (key == "/Metadata")
                found_.metadata |= has_moved(was, is);
            else if (key != "/Extensions" && key != "/Version")
                visit(was, is, Place::other);
        });
    }

    /// Whether something that shows on no page was written anew: where it stands is all that is looked at.
    bool has_moved(QPDFObjectHandle was, QPDFObjectHandle is)
    {
        if (!was.isIndirect() || !is.isIndirect()) return was.unparse() != is.unparse();
        const auto a = before_.places().find(was.getObjGen()), b = after_.places().find(is.getObjGen());
        return a == before_.places().end() || b == after_.places().end() ||
               a->second.getType() != b->second.getType() ||
               (a->second.getType() == 1 && a->second.getOffset() != b->second.getOffset());
    }

    static bool only_names_certification(QPDFObjectHandle permissions)
    {
        return permissions.isDictionary() && permissions.getKeys() == std::set<std::string>{"/DocMDP"} &&
               permissions.getKey("/DocMDP").isDictionary() && permissions.getKey("/DocMDP").hasKey("/ByteRange");
    }

    void page_node(const Pair& pair)
    {
        each_key(pair.was, pair.is, [&](const std::string& key, QPDFObjectHandle was, QPDFObjectHandle is) {
            if (key == "/Kids") {
                if (!was.isArray() || !is.isArray() || was.getArrayNItems() != is.getArrayNItems()) {
                    found_.visible = true;
                    return;
                }
                for (int i = 0; i < was.getArrayNItems(); ++i)
                    visit(was.getArrayItem(i), is.getArrayItem(i), Place::page_tree);
            } else if (key == "/Parent") {
                visit(was, is, Place::page_tree);
            } else if (key == "/Annots") {
                annotations(was, is, pair.is);
            } else if (key != "/LastModified") {
                visit(was, is, Place::visible);
            }
        });
    }

    static std::vector<QPDFObjectHandle> items(QPDFObjectHandle list)
    {
        return list.isArray() ? list.getArrayAsVector() : std::vector<QPDFObjectHandle>{};
    }

    /// What was there, in its order, and the rest.
    template <class Same, class Added>
    bool follow(std::vector<QPDFObjectHandle> was, std::vector<QPDFObjectHandle> is, Same same, Added added)
    {
        std::size_t at = 0;
        for (QPDFObjectHandle item : is) {
            const bool matches =
                at < was.size() && (was[at].isIndirect() || item.isIndirect() ? was[at].getObjGen() == item.getObjGen()
                                                                              : was[at].unparse() == item.unparse());
            if (matches)
                same(was[at++], item);
            else
                added(item);
        }
        return at == was.size();
    }

    /// Of each page by itself, also where two pages share a list: what is added is judged on the page that shows it.
    void annotations(QPDFObjectHandle all_before, QPDFObjectHandle all_after, QPDFObjectHandle page)
    {
        const bool listed =
            (all_before.isArray() || all_before.isNull()) && (all_after.isArray() || all_after.isNull());
        const bool kept = follow(
            items(all_before), items(all_after),
            [&](QPDFObjectHandle was, QPDFObjectHandle is) { visit(was, is, Place::annotation); },
            [&](QPDFObjectHandle added) { new_annotation(added, page); });
        if (!kept || !listed) found_.visible = true;
    }

    void new_annotation(QPDFObjectHandle annotation, QPDFObjectHandle page)
    {
        if (++steps_ > most_steps) throw TooCostly("too many annotations to compare");
        const bool widget = annotation.isDictionary() && is_signature_field(annotation) &&
                            annotation.getKey("/Subtype").isName() &&
                            annotation.getKey("/Subtype").getName() == "/Widget";
        if (!widget) {
            found_.annotation = true;
            return;
        }
        switch (judge_added(annotation, page)) {
        case AddedPlace::hidden: found_.signature = true; break;
        case AddedPlace::acts: found_.annotation = true; break;
        case AddedPlace::doubtful: found_.doubtful_signature = true; break;
        case AddedPlace::shown: show_signature(annotation, page); break;
        }
    }

    /// One at a time, and with a signature of its own: faces side by side could hide what each by itself may not.
    void show_signature(QPDFObjectHandle widget, QPDFObjectHandle page)
    {
        QPDFObjectHandle value = widget.getKey("/V");
        const bool borrowed = !value.isIndirect() || before_.places().contains(value.getObjGen());
        const auto r = widget.getKey("/Rect").getArrayAsRectangle();
        found_.faces.push_back(
            {page_number(page), {std::lround(r.llx), std::lround(r.lly), std::lround(r.urx), std::lround(r.ury)}});
        (borrowed || found_.faces.size() > 1 ? found_.doubtful_signature : found_.visible_signature) = true;
    }

    /// From 1, in the order of the tree.
    unsigned page_number(QPDFObjectHandle page)
    {
        std::vector<QPDFObjectHandle> open{after_.root().getKey("/Pages")};
        unsigned number = 0;
        for (unsigned nodes = 0; !open.empty() && nodes < most_pages; ++nodes) {
            QPDFObjectHandle node = open.back();
            open.pop_back();
            if (!node.isDictionary()) continue;
            if (!node.getKey("/Kids").isArray()) {
                ++number;
                if (node.getObjGen() == page.getObjGen()) return number;
                continue;
            }
            auto kids = node.getKey("/Kids").getArrayAsVector();
            open.insert(open.end(), kids.rbegin(), kids.rend());
        }
        return 0;
    }

    void annotation(const Pair& pair)
    {
        if (pair.was.getKey("/Subtype").isName() && pair.was.getKey("/Subtype").getName() == "/Widget")
            return field(pair);
        each_key(pair.was, pair.is, [&](const std::string& key, QPDFObjectHandle was, QPDFObjectHandle is) {
            if (key == "/P" || key == "/Parent" || key == "/Popup" || key == "/IRT")
                same_object(was, is);
            else
                visit(was, is, Place::visible);
        });
    }

    /// Links upwards: what they lead to is met from above.
    void same_object(QPDFObjectHandle was, QPDFObjectHandle is)
    {
        if (was.isIndirect() || is.isIndirect() ? was.getObjGen() != is.getObjGen() : was.unparse() != is.unparse())
            found_.other = true;
    }

    void field(const Pair& pair)
    {
        const bool signature = is_signature_field(pair.was);
        if (signature != is_signature_field(pair.is)) found_.visible = true;
        const bool signs_now = signature && pair.was.getKey("/V").isNull() && !pair.is.getKey("/V").isNull();
        if (signs_now) found_.signature = true;
        each_key(pair.was, pair.is, [&](const std::string& key, QPDFObjectHandle was, QPDFObjectHandle is) {
            if (key == "/Kids")
                visit(was, is, Place::kids);
            else if (key == "/Parent")
                visit(was, is, Place::field);
            else if (key == "/P")
                same_object(was, is);
            else if (signs_now && (key == "/V" || key == "/AP" || key == "/M" || key == "/F" || key == "/MK"))
                return; // the place that was prepared for it
            else if (!signature && is_value(key, pair.was)) {
                Pair value{was, is, Place::visible, full_name_of(pair.was), true};
                visit(was, is, Place::visible, &value);
            } else
                visit(was, is, key == "/V" ? Place::other : Place::visible);
        });
    }

    /// Members that filling in a field changes. A push button has no value: a new face is a change of the page.
    static bool is_value(const std::string& key, QPDFObjectHandle field)
    {
        constexpr long long push_button = 1 << 16;
        QPDFObjectHandle type = inherited(field, "/FT"), flags = inherited(field, "/Ff");
        if (type.isName() && type.getName() == "/Btn" && flags.isInteger() && (flags.getIntValue() & push_button) != 0)
            return false;
        return key == "/V" || key == "/AP" || key == "/AS" || key == "/I" || key == "/RV" || key == "/M";
    }

    void kids(const Pair& pair)
    {
        if (!pair.was.isArray() && !pair.was.isNull()) return generic(pair);
        field_list(pair);
    }

    void field_list(const Pair& pair)
    {
        const bool kept = follow(
            items(pair.was), items(pair.is),
            [&](QPDFObjectHandle was, QPDFObjectHandle is) { visit(was, is, Place::field); },
            [&](QPDFObjectHandle added) {
                const bool plain = added.isDictionary() && is_signature_field(added) && !added.hasKey("/Kids") &&
                                   !added.hasKey("/A") && !added.hasKey("/AA");
                (plain ? found_.signature : found_.other) = true;
            });
        if (!kept) found_.visible = true;
    }

    void form(const Pair& pair)
    {
        each_key(pair.was, pair.is, [&](const std::string& key, QPDFObjectHandle was, QPDFObjectHandle is) {
            if (key == "/Fields")
                visit(was, is, Place::field_list);
            else if (key == "/DR")
                visit(was.isNull() ? QPDFObjectHandle::newDictionary() : was, is, Place::resources);
            else if (key == "/NeedAppearances" && was.isNull() && is.isBool() && !is.getBoolValue())
                return;
            else if (key == "/DA" && was.isNull())
                return; // a default for fields, of which there is none that needs it
            else if (key != "/SigFlags")
                visit(was, is, Place::visible);
        });
    }

    /// Fonts and the like for fields: more may come, what was there stays.
    void resources(const Pair& pair)
    {
        each_key(pair.was, pair.is, [&](const std::string& key, QPDFObjectHandle was, QPDFObjectHandle is) {
            if (was.isNull()) return;
            const bool category = was.isDictionary() && is.isDictionary() && pair.field.empty();
            if (!category) return visit(was, is, Place::visible);
            Pair inside{was, is, Place::resources, key, false};
            visit(was, is, Place::resources, &inside);
        });
    }

    Pdf& before_;
    Pdf& after_;
    Difference found_;
    std::vector<Pair> open_;
    std::set<std::tuple<QPDFObjGen, QPDFObjGen, Place, std::string>> seen_;
    std::set<QPDFObjGen> pages_, fields_;
    std::size_t steps_ = 0;
};

} // namespace

void Difference::add(const Difference& more)
{
    signature |= more.signature;
    visible_signature |= more.visible_signature;
    doubtful_signature |= more.doubtful_signature;
    form_values |= more.form_values;
    annotation |= more.annotation;
    visible |= more.visible;
    other |= more.other;
    metadata |= more.metadata;
    trailing |= more.trailing;
    fields.insert(more.fields.begin(), more.fields.end());
    faces.insert(faces.end(), more.faces.begin(), more.faces.end());
}

void Difference::doubt_signatures()
{
    doubtful_signature |= visible_signature;
    visible_signature = false;
}

std::vector<Change> Difference::changes() const
{
    std::vector<Change> all;
    if (signature || visible_signature || doubtful_signature) all.push_back(Change::signature);
    if (form_values) all.push_back(Change::form_values);
    if (visible || doubtful_signature || annotation) all.push_back(Change::visible_change);
    if (other || trailing) all.push_back(Change::other);
    return all;
}

Difference difference(Pdf& before, Pdf& after)
{
    Difference found = Walk(before, after).run();
    found.other |= !after.is_sound(); // what is read in two ways may show two things
    return found;
}

} // namespace cchc::server::signatures
