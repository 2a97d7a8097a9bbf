using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>Every example of docs/cron.md, in its order, on a server with the page's own configuration.</summary>
public sealed partial class FollowingTheCronPage : IDisposable
{
    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task The_examples_do_what_the_page_says()
    {
        var page = await File.ReadAllTextAsync(Page(), Cancel);
        await File.WriteAllTextAsync(Path.Combine(_data.Path, "carillon.json"), Blocks("json", page).Single(), Cancel);
        await using var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        var examples = Blocks("sh", page);
        Assert.Equal(4, examples.Count);
        var told = new List<string>();
        foreach (var example in examples) told.Add(await RunAsync(server, example));

        Assert.Contains("disk: run ", told[0], StringComparison.Ordinal);
        Assert.Contains("standup", told[0], StringComparison.Ordinal);
        Assert.Contains("Hello Ada, this is run 1 of greet", told[1], StringComparison.Ordinal);
        Assert.Contains("last time: (first run)", told[1], StringComparison.Ordinal);
        Assert.Contains("\"name\":\"report\"", told[2], StringComparison.Ordinal);
        Assert.Contains("backed up", told[3], StringComparison.Ordinal);
        Assert.Contains("disk", told[3], StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(CarillonProcess server, string example)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", example]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CARILLON_SERVER"] = server.Address.GetLeftPart(UriPartial.Authority);
        start.Environment["CARILLON_DEMO_PACE_MS"] = "2";
        start.Environment["NO_COLOR"] = "1";
        start.Environment["PATH"] = $"{Path.GetDirectoryName(CarillonProcess.Executable)}:{Environment.GetEnvironmentVariable("PATH")}";
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync(Cancel);
        var error = shell.StandardError.ReadToEndAsync(Cancel);
        await shell.WaitForExitAsync(Cancel);
        Assert.True(shell.ExitCode == 0, $"{example}\n{await output}{await error}");
        return await output;
    }

    private static IReadOnlyList<string> Blocks(string language, string page) =>
        [.. Fences().Matches(page).Where(fence => fence.Groups["language"].Value == language).Select(fence => fence.Groups["text"].Value)];

    private static string Page([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../docs/cron.md"));

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();
}
