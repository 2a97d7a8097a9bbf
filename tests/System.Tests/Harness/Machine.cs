using System.Diagnostics;
using System.Globalization;

namespace Carillon.System.Tests.Harness;

/// <summary>What the machine itself says: its kernel, and which processes it runs.</summary>
internal static class Machine
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What bwrap says when it may not make a sandbox here; null when it may.</summary>
    public static async Task<string?> BubblewrapRefusalAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "bwrap --unshare-user --unshare-pid --unshare-net --bind / / --proc /proc --dev /dev true 2>&1"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? null : said;
    }

    /// <summary>The living processes whose command line holds a text.</summary>
    public static IReadOnlyList<int> Running(string text) =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)
           where Read(Path.Combine(folder, "cmdline")).Contains(text, StringComparison.Ordinal)
           where !Read(Path.Combine(folder, "stat")).Contains(") Z ", StringComparison.Ordinal)
           select int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture),
    ];

    /// <summary>Waits until so many run.</summary>
    public static async Task WaitForAsync(string text, Predicate<int> count, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (!count(Running(text).Count))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"{Running(text).Count} processes have '{text}' in their command line");
            await Task.Delay(20, cancellationToken);
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
            return "";
        }
    }
}
