using Carillon.Contracts.Processes;

namespace Carillon.Features.Sandbox.Processes;

/// <summary>
/// Tells which processes of the machine belong to which of those that were started here: by their session, their ancestors, or their
/// mark. Once a member always a member, also when its parent has ended.
/// </summary>
internal sealed class ProcessGroups
{
    // Reading a mark costs more than all the rest, so it is read once; null for what belongs to nobody here.
    private Dictionary<(int Pid, long StartTime), PlacedProcess?> _known = [];

    /// <summary>What each of them uses with everything it started.</summary>
    public IReadOnlyList<ProcessUse> Read(IReadOnlyList<PlacedProcess> started)
    {
        var all = ProcessEntry.ReadAll();
        var owners = OwnersOf(all, started);
        _known = all.ToDictionary(entry => (entry.Pid, entry.StartTime), entry => owners.GetValueOrDefault(entry.Pid));
        return
        [
            .. from entry in all
               where owners.ContainsKey(entry.Pid)
               group entry by owners[entry.Pid] into members
               select new ProcessUse(members.Key, [.. members]),
        ];
    }

    private Dictionary<int, PlacedProcess> OwnersOf(IReadOnlyList<ProcessEntry> all, IReadOnlyList<PlacedProcess> started)
    {
        var leaders = started.Where(process => !process.Child.Exited.IsCompleted).ToDictionary(process => process.Child.Id);
        var marks = started.ToDictionary(process => process.Mark, StringComparer.Ordinal);
        var owners = new Dictionary<int, PlacedProcess>();
        foreach (var entry in all)
        {
            var owner = leaders.GetValueOrDefault(entry.Pid) ?? leaders.GetValueOrDefault(entry.Session);
            if (owner is null && !_known.TryGetValue((entry.Pid, entry.StartTime), out owner) && ProcessMark.Read(entry.Pid) is { } mark)
                owner = marks.GetValueOrDefault(mark);
            if (owner is not null) owners[entry.Pid] = owner;
        }

        Inherit(all, owners);
        return owners;
    }

    private static void Inherit(IReadOnlyList<ProcessEntry> all, Dictionary<int, PlacedProcess> owners)
    {
        bool grew;
        do
        {
            grew = false;
            foreach (var entry in all)
            {
                if (!owners.ContainsKey(entry.Pid) && owners.TryGetValue(entry.ParentPid, out var owner)) grew |= owners.TryAdd(entry.Pid, owner);
            }
        }
        while (grew);
    }
}
