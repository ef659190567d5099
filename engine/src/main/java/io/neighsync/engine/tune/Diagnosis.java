package io.neighsync.engine.tune;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Which complaints there are. One begins with as many bad samples in a row as the strategy has patience for, and ends
 * only with a sample that is well below the limit: between the two nothing changes. One thread.
 */
final class Diagnosis {
    /** Costs above 1 begin a complaint, costs up to this end it. */
    static final double WELL = 0.8;

    private final AutoTuneConfig aims;
    private final Map<Complaint, Course> courses = new EnumMap<>(Complaint.class);
    private final Set<Complaint> active = EnumSet.noneOf(Complaint.class);

    /** What the last samples cost. */
    private static final class Course {
        private final double[] costs;
        private int samples;
        private int badInARow;

        /** Of a complaint that begins with so many bad samples. */
        Course(int patience) {
            costs = new double[patience];
        }

        void add(double cost) {
            costs[samples++ % costs.length] = cost;
            badInARow = cost > 1 ? badInARow + 1 : 0;
        }

        boolean isBad() {
            return badInARow >= costs.length;
        }

        double best() {
            double best = costs[0];
            for (double cost : costs) {
                best = Math.min(best, cost);
            }
            return best;
        }
    }

    Diagnosis(AutoTuneConfig aims) {
        this.aims = aims;
        for (Complaint complaint : Complaint.values()) {
            courses.put(complaint, new Course(complaint.patience(aims.strategy())));
        }
    }

    /** Takes in one more sample. */
    void observe(Sample sample) {
        courses.forEach((complaint, course) -> {
            double cost = complaint.cost(sample, aims);
            course.add(cost);
            if (course.isBad()) {
                active.add(complaint);
            } else if (cost <= WELL) {
                active.remove(complaint);
            }
        });
    }

    boolean isActive(Complaint complaint) {
        return active.contains(complaint);
    }

    /** The complaints there are that are graver. */
    Set<Complaint> graver(Complaint than) {
        Set<Complaint> graver = EnumSet.noneOf(Complaint.class);
        graver.addAll(active);
        graver.removeIf(each -> each.compareTo(than) >= 0);
        return graver;
    }

    /** The least cost of as many samples as begin the complaint: what a change must undercut. */
    double best(Complaint complaint) {
        return courses.get(complaint).best();
    }
}
