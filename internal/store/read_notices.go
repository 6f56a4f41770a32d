package store

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"vigie/internal/observatory"
)

// Notices streams the messages read, withdrawn ones and those of an import that
// is not committed left out, in the order in which they came. The cluster of each is the one it was given when it came:
// Clusters tells what became of it.
func (s *Store) Notices(ctx context.Context, f observatory.NoticeFilter) iter.Seq2[observatory.Notice, error] {
	st := windowed("notices", f.Window)
	st.equal("department", f.Department)
	st.equal("association", f.Association)
	st.is("case_id", f.Case)
	st.is("id", f.ID)
	st.equal("kind", string(f.Does))
	st.where = append(st.where, s.sql.noticeVisible)
	st.order = "ORDER BY recorded_at, id"
	if f.Newest > 0 {
		st.order = fmt.Sprintf("ORDER BY recorded_at DESC, id DESC LIMIT %d OFFSET %d", f.Newest, max(0, f.Skip))
	}
	return stream(ctx, s, s.notices, st)
}

// NoticesSaying counts, by department, the messages of all associations whose
// cluster was one of these when they came.
func (s *Store) NoticesSaying(ctx context.Context, clusters []observatory.ID, simulation bool) (map[observatory.ID]map[string]int, error) {
	found := map[observatory.ID]map[string]int{}
	if len(clusters) == 0 {
		return found, nil
	}
	st := windowed("notices", observatory.Window{Simulation: simulation})
	st.amongMany("cluster", clusters)
	st.where = append(st.where, s.sql.noticeVisible)
	st.order = "GROUP BY cluster, department"
	var bad error
	err := s.counts(ctx, st.text([]string{"toString(cluster)", "toString(department)", "toInt64(count())"}), st.params, func(row observatory.CountRow) bool {
		id, err := observatory.ParseID(row.Keys[0])
		if bad = err; err != nil {
			return false
		}
		if found[id] == nil {
			found[id] = map[string]int{}
		}
		found[id][row.Keys[1]] += int(row.Values[0])
		return true
	})
	return found, errors.Join(err, bad)
}

// NoticePrints streams, in the order in which messages came, what clusters are
// rebuilt from: id, department, fingerprint and shingles alone.
func (s *Store) NoticePrints(ctx context.Context, simulation bool) iter.Seq2[observatory.Notice, error] {
	st := windowed("notices", observatory.Window{Simulation: simulation})
	st.where = append(st.where, s.sql.noticeVisible)
	st.order = "ORDER BY recorded_at, id"
	return stream(ctx, s, s.noticePrints, st)
}

// NoticeCounts counts the states of imports of messages, and the messages, read or
// not: while both stay, nobody took, withdrew or erased one.
func (s *Store) NoticeCounts(ctx context.Context, simulation bool) (counts [2]int64, err error) {
	for i, st := range []*statement{
		windowed("imports", observatory.Window{Simulation: simulation}), windowed("notices", observatory.Window{Simulation: simulation}),
	} {
		if i == 0 {
			st.equal("shape", observatory.ShapeNotices)
		}
		err = errors.Join(err, s.counts(ctx, st.text([]string{"toInt64(count())"}), st.params, func(row observatory.CountRow) bool {
			counts[i] = row.Values[0]
			return true
		}))
	}
	return counts, err
}

// NoticeAliases gives, for each cluster that was found to be part of an older
// one, the one whose id stays.
func (s *Store) NoticeAliases(ctx context.Context, simulation bool) (map[observatory.ID]observatory.ID, error) {
	st := windowed("notice_aliases", observatory.Window{Simulation: simulation})
	st.where = append(st.where, s.sql.aliasVisible)
	st.order = "ORDER BY recorded_at, id"
	of := map[observatory.ID]observatory.ID{}
	for alias, err := range stream(ctx, s, s.noticeAliases, st) {
		if err != nil {
			return nil, err
		}
		of[alias.Cluster] = alias.Of
	}
	for cluster := range of {
		for steps := 0; of[of[cluster]] != observatory.NoID; steps++ {
			if of[cluster] = of[of[cluster]]; steps > len(of) {
				return nil, fmt.Errorf("alias de groupes de messages en boucle autour de %s", cluster)
			}
		}
	}
	return of, nil
}
