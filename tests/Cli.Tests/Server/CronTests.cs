using System.Text.Json;
using Carillon.Cli.Failures;

namespace Carillon.Cli.Tests.Server;

public class CronTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_looked_after_from_its_making_to_its_end()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        Assert.Equal(["There are no jobs. Make one with: carillon cron add NAME --every 1h --prompt \"…\""], (await served.RunAsync(["cron"], Token)).Output);

        var (code, made, _) = await served.RunAsync(
            ["cron", "add", "greet", "--cron", "0 9 * * mon-fri", "--timezone", "Europe/Berlin", "--command", "echo \"hello $CARILLON_VAR_whom\"", "--var", "whom=world", "--tag", "t", "--json"],
            Token);
        Assert.Equal(0, code);
        var job = JsonDocument.Parse(made[0]).RootElement;
        Assert.Equal("0 9 * * mon-fri", job.GetProperty("definition").GetProperty("schedule").GetProperty("cron").GetString());
        var after = await AddAsync(served, "after", "--manual", "--command", "exit 3", "--retries", "0");
        Assert.Equal($"✓ after ({await IdAsync(served, "after")}) is made", after[0]);
        Assert.StartsWith("✓ agent (", (await AddAsync(served, "agent", "--every", "1h30m", "--agent", "echo", "--prompt", "say {{job_name}}", "--on-success", "after"))[0], StringComparison.Ordinal);

        var (_, list, _) = await served.RunAsync(["cron", "list", "--tag", "t"], Token);
        Assert.Equal(2, list.Count);
        Assert.Contains("0 9 * * mon-fri (Europe/Berlin)", list[1], StringComparison.Ordinal);
        Assert.Contains(await ShownAsync(served, "agent"), line => line.Contains("every 1 h 30 min", StringComparison.Ordinal));

        var (ran, run, _) = await served.RunAsync(["cron", "run", "greet", "--wait"], Token);
        Assert.Equal(0, ran);
        Assert.Equal("hello world", run[0]);
        Assert.Contains("greet: run ", run[1], StringComparison.Ordinal);
        var (failed, why, _) = await served.RunAsync(["cron", "run", "after", "--wait"], Token);
        Assert.Equal((int)ExitCode.Failed, failed);
        Assert.EndsWith("The command ended with exit code 3.", why[0], StringComparison.Ordinal);
        var (spoke, said, _) = await served.RunAsync(["cron", "run", "agent", "-w", "--json"], Token);
        Assert.Equal(0, spoke);
        Assert.Equal("say agent", JsonDocument.Parse(said[0]).RootElement.GetProperty("output").GetString()!.Trim());

        var (_, history, _) = await served.RunAsync(["cron", "history", "greet"], Token);
        Assert.Contains("completed", history[1], StringComparison.Ordinal);
        Assert.Contains("manual", history[1], StringComparison.Ordinal);
        Assert.StartsWith("✓ greet", (await served.RunAsync(["cron", "pause", "greet"], Token)).Output[0], StringComparison.Ordinal);
        Assert.Contains("paused", (await served.RunAsync(["cron", "list", "--tag", "t"], Token)).Output[1], StringComparison.Ordinal);
        Assert.Contains("goes on, next in", (await served.RunAsync(["cron", "resume", "greet"], Token)).Output[0], StringComparison.Ordinal);

        Assert.Equal((int)ExitCode.Refused, (await served.RunAsync(["cron", "remove", "after", "--yes"], Token)).Code);
        Assert.Equal((int)ExitCode.Usage, (await served.RunAsync(["cron", "remove", "greet"], Token)).Code);
        Assert.Equal(0, (await served.RunAsync(["cron", "remove", "greet", "--yes"], Token)).Code);
        Assert.Equal((int)ExitCode.Failed, (await served.RunAsync(["cron", "show", "greet"], Token)).Code);
    }

    private static async Task<IReadOnlyList<string>> AddAsync(ServedFolder served, params string[] arguments)
    {
        var (code, output, error) = await served.RunAsync(["cron", "add", .. arguments], Token);
        Assert.True(code == 0, string.Join('\n', error));
        return output;
    }

    private static async Task<IReadOnlyList<string>> ShownAsync(ServedFolder served, string name) => (await served.RunAsync(["cron", "show", name], Token)).Output;

    private static async Task<string> IdAsync(ServedFolder served, string name)
    {
        var (_, output, _) = await served.RunAsync(["cron", "show", name, "--json"], Token);
        return JsonDocument.Parse(output[0]).RootElement.GetProperty("id").GetString()![^8..];
    }
}
