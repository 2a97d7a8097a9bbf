using System.Text.Json;
using Carillon.Cli.Failures;

namespace Carillon.Cli.Tests.Server;

public class FilesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_an_agent_wrote_is_listed_read_and_followed_back()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        Assert.Equal(0, (await served.RunAsync(["prompt", "--approve", "always", "write notes.txt: milk"], Token)).Code);
        var (_, sessions, _) = await served.RunAsync(["sessions", "--json"], Token);
        var session = JsonDocument.Parse(sessions[0]).RootElement.GetProperty("id").GetString()!;
        Assert.Equal(0, (await served.RunAsync(["prompt", "-s", session, "--approve", "always", "write notes.txt: bread"], Token)).Code);

        var (_, listed, _) = await served.RunAsync(["files", "list", session, "--json"], Token);
        Assert.Contains("notes.txt", listed.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("path").GetString()));
        Assert.EndsWith(" notes.txt", (await served.RunAsync(["files", "list", session], Token)).Output[^1], StringComparison.Ordinal);

        Assert.StartsWith("bread", (await served.RunAsync(["files", "read", session, "notes.txt"], Token)).Output[0], StringComparison.Ordinal);
        Assert.StartsWith("milk", (await served.RunAsync(["files", "read", session, "notes.txt", "-i", "1"], Token)).Output[0], StringComparison.Ordinal);
        Assert.Equal(["ITERATION", "1", "2"], (await served.RunAsync(["files", "history", session, "notes.txt"], Token)).Output.Select(line => line.Split(' ')[0]));

        Assert.Equal((int)ExitCode.Failed, (await served.RunAsync(["files", "read", session, "nothing.txt"], Token)).Code);
        Assert.NotEqual(0, (await served.RunAsync(["files", "read", session, "../../secret"], Token)).Code);
    }
}
