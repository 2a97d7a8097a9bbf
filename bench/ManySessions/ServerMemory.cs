using System.Globalization;

namespace Carillon.Bench.ManySessions;

/// <summary>What the system says of the server's memory and of the agents it started.</summary>
internal sealed class ServerMemory(int pid)
{
    private const double Megabyte = 1024 * 1024;

    /// <summary>Resident memory of the server alone.</summary>
    public double ServerMegabytes => Kilobytes($"/proc/{pid}/status", "VmRSS:") * 1024 / Megabyte;

    /// <summary>Memory of its child processes, shared pages divided among those that share them; and how many there are.</summary>
    public (int Count, double Megabytes) Agents()
    {
        var children = File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Concat(Directory.EnumerateDirectories($"/proc/{pid}/task").SelectMany(ChildrenOf))
            .Distinct().ToList();
        return (children.Count, children.Sum(child => Kilobytes($"/proc/{child}/smaps_rollup", "Pss:")) * 1024 / Megabyte);
    }

    // A child belongs to the thread that started it, and threads come and go.
    private static string[] ChildrenOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static double Kilobytes(string path, string name)
    {
        try
        {
            var line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return 0;
        }
    }
}
