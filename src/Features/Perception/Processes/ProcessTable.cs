using System.Globalization;
using System.Text;

namespace Carillon.Features.Perception.Processes;

/// <summary>A process at one moment. Two of the same number and start are the same process.</summary>
/// <param name="StartTicks">When it started, in ticks since the machine did.</param>
/// <param name="CpuTicks">Processor time it has used.</param>
internal readonly record struct ProcessSample(int Pid, string Name, long StartTicks, long CpuTicks, long MemoryBytes);

/// <summary>Reads /proc (proc(5)): what runs, how busy it is and how much memory it holds. Arguments are never kept: they may hold secrets.</summary>
internal sealed class ProcessTable(string root = "/proc")
{
    /// <summary>The unit of times in /proc; always so for programs (proc(5): USER_HZ).</summary>
    public const int TicksPerSecond = 100;

    // The kernel keeps no more of a name than this.
    private const int LongestName = 15;

    private static readonly HashSet<string> Interpreters = new(StringComparer.Ordinal)
        { "node", "bun", "deno", "python", "python3", "ruby", "perl", "java", "dotnet", "bash", "sh", "zsh", "electron" };

    /// <summary>Whether this system has it.</summary>
    public bool IsThere => File.Exists(Path.Combine(root, "stat"));

    /// <summary>Everything that runs and was not asked after in vain: zombies are left out.</summary>
    /// <param name="known">Names are looked up once in a process's life; by number, with its start.</param>
    public List<ProcessSample> Read(IReadOnlyDictionary<int, ProcessSample> known)
    {
        var found = new List<ProcessSample>();
        foreach (var folder in Directory.EnumerateDirectories(root))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) continue;
            if (TryRead(folder, pid, known) is { } sample) found.Add(sample);
        }

        return found;
    }

    private static ProcessSample? TryRead(string folder, int pid, IReadOnlyDictionary<int, ProcessSample> known)
    {
        try
        {
            var stat = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "stat")));

            // The name stands in parentheses and may hold anything, parentheses and spaces included.
            var end = stat.LastIndexOf(')');
            var name = stat[(stat.IndexOf('(') + 1)..end];
            var fields = stat[(end + 2)..].Split(' ');
            if (fields[0] is "Z" or "X") return null;
            var start = Number(fields[19]);
            if (known.TryGetValue(pid, out var before) && before.StartTicks == start && before.Name.StartsWith(name, StringComparison.Ordinal)) name = before.Name;
            else name = FullName(folder, name);
            return new ProcessSample(pid, name, start, Number(fields[11]) + Number(fields[12]), Number(fields[21]) * Environment.SystemPageSize);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended between the listing and the reading.
            return null;
        }
    }

    /// <summary>The name of the program: whole where the kernel cut it, and of the script where an interpreter runs one.</summary>
    private static string FullName(string folder, string name)
    {
        if (name.Length < LongestName && !Interpreters.Contains(name)) return name;
        var line = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "cmdline"))).Split('\0');
        if (Interpreters.Contains(name))
        {
            var script = line.Skip(1).FirstOrDefault(argument => argument.Length > 0 && argument[0] != '-');
            return script is { Length: > 0 } && script.Contains('/') ? Path.GetFileNameWithoutExtension(script) : name;
        }

        var program = Path.GetFileName(line[0]);
        return program.StartsWith(name, StringComparison.Ordinal) ? program : name;
    }

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
