using System.Text.Json;
using Carillon.Cli.Failures;

namespace Carillon.Cli.Tests.Server;

public class SessionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_looked_after_from_its_first_turn_to_its_end()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        Assert.Equal(0, (await served.RunAsync(["prompt", "--agent", "echo", "hello"], Token)).Code);
        Assert.Equal(["✓ " + await IdAsync(served) + " (First) is now called so"], (await served.RunAsync(["sessions", "rename", "hello", "First"], Token)).Output);

        var (_, output, _) = await served.RunAsync(["sessions", "show", "First"], Token);
        Assert.Equal("First", output[0]);
        Assert.Contains("» hello", output);

        Assert.Equal(0, (await served.RunAsync(["sessions", "archive", "First"], Token)).Code);
        Assert.Equal(["There are no sessions. Begin one with: carillon prompt \"…\""], (await served.RunAsync(["sessions"], Token)).Output);
        (_, output, _) = await served.RunAsync(["sessions", "list", "--all"], Token);
        Assert.Contains("archived", output[1], StringComparison.Ordinal);
        Assert.Equal(0, (await served.RunAsync(["sessions", "unarchive", "First"], Token)).Code);

        Assert.Equal((int)ExitCode.Refused, (await served.RunAsync(["sessions", "stop", "First"], Token)).Code);
        Assert.Equal((int)ExitCode.Usage, (await served.RunAsync(["sessions", "delete", "First"], Token)).Code);
        Assert.Equal(0, (await served.RunAsync(["sessions", "delete", "First", "--yes"], Token)).Code);
        Assert.Equal((int)ExitCode.Failed, (await served.RunAsync(["sessions", "show", "First"], Token)).Code);
    }

    private static async Task<string> IdAsync(ServedFolder served)
    {
        var (_, output, _) = await served.RunAsync(["sessions", "--json"], Token);
        return JsonDocument.Parse(output[0]).RootElement.GetProperty("id").GetString()![^8..];
    }
}
