using System.Diagnostics;
using System.Text.Json;
using Carillon.Cli.Failures;

namespace Carillon.Cli.Tests.Server;

public class TailTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_lost_or_doubled_when_the_server_ends_and_comes_back()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        await PublishAsync(served, 0);
        await using var tail = RunningProgram.Start(served.Address, "tail", "--json", "--after", "start", "--stream", "custom:t", "test.*");
        await tail.LineAsync(line => line.Contains("{\"n\":0}", StringComparison.Ordinal), Token);

        await served.EndAsync("KILL", Token);
        await tail.LineAsync(line => line.StartsWith("-- connection lost", StringComparison.Ordinal), Token);
        await served.StartAgainAsync(Token);
        for (var n = 1; n <= 3; n++) await PublishAsync(served, n);
        await tail.LineAsync(line => line.Contains("{\"n\":3}", StringComparison.Ordinal), Token);

        var entries = tail.Output.Select(line => JsonDocument.Parse(line).RootElement).Where(entry => entry.TryGetProperty("type", out _));
        Assert.Equal([0, 1, 2, 3], entries.Select(entry => entry.GetProperty("data").GetProperty("n").GetInt32()));
        await tail.SignalAsync("INT", Token);
        Assert.Equal((int)ExitCode.Interrupted, await tail.ExitAsync(Token));
    }

    [Fact]
    public async Task Globs_choose_types_and_a_line_says_what_happened()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        await using var tail = RunningProgram.Start(served.Address, "tail", "--after", "start", "lab.*");
        Assert.Equal(0, (await served.RunAsync(["publish", "custom:t", "other.thing", "{}"], Token)).Code);
        Assert.Equal(0, (await served.RunAsync(["publish", "custom:t", "lab.ready", "{\"who\":\"anna\",\"note\":\"two words\"}"], Token)).Code);
        var line = await tail.LineAsync(said => said.Contains("lab.ready", StringComparison.Ordinal), Token);
        Assert.Matches("^\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  custom:t +2  lab\\.ready +who=anna note=\"two words\"$", line);
        Assert.DoesNotContain(tail.Output, said => said.Contains("other.thing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reader_that_goes_away_ends_it_quietly()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        for (var n = 0; n < 3; n++) await PublishAsync(served, n);
        var carillon = Path.Combine(new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.FullName, "Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "carillon");
        var start = new ProcessStartInfo("bash", ["-c", "\"$0\" tail --after start --json --server \"$1\" | head -n 1; exit ${PIPESTATUS[0]}", carillon, served.Address.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var pipeline = Process.Start(start)!;
        var output = pipeline.StandardOutput.ReadToEndAsync(Token);
        var error = pipeline.StandardError.ReadToEndAsync(Token);

        // The tail learns of it when it has something more to write.
        while (!pipeline.HasExited)
        {
            await PublishAsync(served, 9);
        }

        Assert.Equal("", await error);
        Assert.Single((await output).Trim().Split('\n'));
        Assert.Equal(0, pipeline.ExitCode);
    }

    private static async Task PublishAsync(ServedFolder served, int n) =>
        Assert.Equal(0, (await served.RunAsync(["publish", "custom:t", "test.happened", $"{{\"n\":{n}}}"], Token)).Code);
}
