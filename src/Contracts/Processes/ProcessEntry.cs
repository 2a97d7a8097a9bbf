using System.Globalization;
using System.Text;

namespace Carillon.Contracts.Processes;

/// <summary>One living process as /proc shows it (proc(5), /proc/pid/stat: state, parent, group, session after the name).</summary>
internal readonly record struct ProcessEntry(int Pid, int ParentPid, int Session)
{
    /// <summary>Every process that has not ended; the ended ones that nobody has asked after yet are left out.</summary>
    public static List<ProcessEntry> ReadAll()
    {
        var found = new List<ProcessEntry>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)) continue;
            if (TryRead(pid, out var entry)) found.Add(entry);
        }

        return found;
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
            pid, int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture));
        return true;
    }
}
