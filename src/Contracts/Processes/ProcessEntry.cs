using System.Globalization;
using System.Text;

namespace Carillon.Contracts.Processes;

/// <summary>One living process as /proc shows it (proc(5), /proc/pid/stat).</summary>
/// <param name="Session">The number of the process that leads its session.</param>
/// <param name="Threads">How many threads it has.</param>
/// <param name="StartTime">Clock ticks after the machine's start; with the number it names a process for good.</param>
/// <param name="ResidentBytes">Memory it holds, shared pages included.</param>
public readonly record struct ProcessEntry(int Pid, int ParentPid, int Session, int Threads, long StartTime, long ResidentBytes)
{
    // Fields of the line after the name, counted from 0 (state).
    private const int ParentField = 1;
    private const int SessionField = 3;
    private const int ThreadsField = 17;
    private const int StartField = 19;
    private const int ResidentField = 21;

    /// <summary>Every process that has not ended; the ended ones that nobody has asked after yet are left out. On Linux only.</summary>
    public static IReadOnlyList<ProcessEntry> ReadAll()
    {
        var found = new List<ProcessEntry>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)) continue;
            if (TryRead(pid, out var entry)) found.Add(entry);
        }

        return found;
    }

    /// <summary>Adds to some processes whatever they started that has not ended.</summary>
    public static void AddDescendants(IReadOnlyList<ProcessEntry> all, HashSet<int> members)
    {
        // Children need not come after their parents, so go on until nothing is added.
        bool grew;
        do
        {
            grew = false;
            foreach (var entry in all)
            {
                if (members.Contains(entry.ParentPid)) grew |= members.Add(entry.Pid);
            }
        }
        while (grew);
    }

    private static bool TryRead(int pid, out ProcessEntry entry)
    {
        entry = default;
        string stat;
        try
        {
            stat = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/stat"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended between the listing and the reading.
            return false;
        }

        // The name stands in parentheses and may hold anything, parentheses and spaces included.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        if (fields[0] is "Z" or "X") return false;
        entry = new ProcessEntry(
            pid,
            (int)Number(ParentField),
            (int)Number(SessionField),
            (int)Number(ThreadsField),
            Number(StartField),
            Number(ResidentField) * Environment.SystemPageSize);
        return true;

        long Number(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
    }
}
