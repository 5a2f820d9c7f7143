#pragma once

#include "domain/regulation.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <vector>

// A set is immutable once it is loaded: a later version of one is written down anew, node by node.

namespace cchc::domain {

struct Node {
    Criterion criterion;
    Code parent;
};

inline Node& node(std::vector<Node>& nodes, const Code& code)
{
    for (Node& one : nodes)
        if (one.criterion.code == code) return one;
    BOOST_FAIL("no criterion " << code.value);
    return nodes.front();
}

/// The regulation with the criteria of its first set edited; parents stand before their children, new ones at the end.
inline Regulation revised(Regulation regulation, const std::function<void(std::vector<Node>&)>& edit)
{
    const CriteriaSet& was = regulation.criteria_sets.at(0);
    std::vector<Node> nodes;
    for (const Criterion& criterion : was.all())
        nodes.push_back({criterion, criterion.parent == no_criterion ? Code() : was[criterion.parent].code});
    edit(nodes);
    CriteriaSet is;
    is.id = was.id;
    is.title = was.title;
    is.maximum = was.maximum;
    is.template_id = was.template_id;
    is.previous_set = was.previous_set;
    is.window_from = was.window_from;
    is.window_to = was.window_to;
    is.data_cutoff = was.data_cutoff;
    for (const Node& one : nodes) is.add(one.criterion, one.parent);
    regulation.criteria_sets[0] = std::move(is);
    return regulation;
}

} // namespace cchc::domain
