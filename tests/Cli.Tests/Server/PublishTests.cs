using System.Text.Json;
using Carillon.Cli.Failures;

namespace Carillon.Cli.Tests.Server;

public class PublishTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_id_makes_it_safe_to_repeat()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        var (code, output, _) = await served.RunAsync(["publish", "custom:t", "build.done", "-", "--id", "run-1"], Token, input: "{\"ok\":true}\n");
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.Equal(["✓ build.done is number 1 in custom:t"], output);

        (code, output, _) = await served.RunAsync(["publish", "custom:t", "build.done", "{\"ok\":true}", "--id", "run-1"], Token);
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.Equal(["✓ build.done is number 1 in custom:t, and was there already"], output);

        (code, _, _) = await served.RunAsync(["publish", "custom:t", "build.done", "{\"ok\":false}", "--id", "run-1"], Token);
        Assert.Equal((int)ExitCode.Refused, code);
    }

    [Fact]
    public async Task An_entry_can_be_had_as_json_and_need_not_be_kept()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        var (code, output, _) = await served.RunAsync(["publish", "custom:t", "build.step", "--ephemeral", "--json"], Token);
        Assert.Equal((int)ExitCode.Ok, code);
        using var entry = JsonDocument.Parse(Assert.Single(output));
        Assert.False(entry.RootElement.GetProperty("durable").GetBoolean());
        Assert.Equal("{}", entry.RootElement.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task A_stream_of_carillons_own_is_refused()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        var (code, _, error) = await served.RunAsync(["publish", "tenant", "build.done"], Token);
        Assert.Equal((int)ExitCode.Refused, code);
        Assert.StartsWith("error: 'tenant' is one of Carillon's own streams", error[0], StringComparison.Ordinal);
    }
}
