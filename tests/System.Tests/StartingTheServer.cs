using System.Globalization;
using System.Net.WebSockets;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>What a person meets who starts the server: on its own port, beside another, and where an old client looks.</summary>
public sealed class StartingTheServer : IDisposable
{
    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_second_server_on_the_same_data_is_refused_and_told_by_whom()
    {
        await using var first = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        var second = await CarillonProcess.RunAsync(["serve", "--port", "0", "--data", _data.Path], Cancel);
        Assert.Equal(5, second.ExitCode);
        Assert.Contains(first.Id.ToString(CultureInfo.InvariantCulture), second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_others_can_reach_is_refused_with_a_hint()
    {
        var refused = await CarillonProcess.RunAsync(["serve", "--host", "0.0.0.0", "--port", "0", "--data", _data.Path], Cancel);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("0.0.0.0", refused.Error, StringComparison.Ordinal);
        Assert.Contains("credentials", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_compat_ports_a_Diminuendo_client_finds_it_where_it_always_looks()
    {
        await using var server = await CarillonProcess.ServeAsync(_data.Path, ["--compat-ports"], Cancel);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri("ws://127.0.0.1:8080/ws"), Cancel);
        var buffer = new byte[4096];
        var first = await socket.ReceiveAsync(buffer, Cancel);
        Assert.StartsWith("{\"type\":\"welcome\"", global::System.Text.Encoding.UTF8.GetString(buffer, 0, first.Count), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_that_it_is_well_and_counts_what_it_does()
    {
        await using var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        using var native = new NativeHttp(server);
        await native.PublishAsync("custom:count", new { type = "count.test", data = new { } }, Cancel);
        using var http = new HttpClient { BaseAddress = server.Address };
        Assert.Equal("ok\n", await http.GetStringAsync("/healthz", Cancel));
        Assert.Equal("ready\n", await http.GetStringAsync("/readyz", Cancel));
        var metrics = await http.GetStringAsync("/metrics", Cancel);
        foreach (var name in (string[])[
            "carillon_log_appended_total", "carillon_log_committed_batches_total", "carillon_delivery_delivered_total",
            "carillon_delivery_dropped_total", "carillon_delivery_lagged_total", "carillon_outbox_bytes", "carillon_connections",
            "carillon_log_commit_duration_seconds_bucket"])
        {
            Assert.Contains($"\n{name}", metrics, StringComparison.Ordinal);
        }

        Assert.Contains("\ncarillon_log_appended_total 1\n", metrics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM", "restart")]
    [InlineData("INT", "maintenance")]
    public async Task A_stop_tells_everyone_why(string signal, string reason)
    {
        await using var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        await using var diminuendo = await DiminuendoPeer.ConnectAsync(server, Cancel);
        await using var aleph = await AlephPeer.ConnectAsync(server, Cancel);
        await aleph.CallAsync("events.subscribe", new { patterns = new[] { "*" } }, Cancel);

        using var http = new HttpClient { BaseAddress = server.Address };
        using var events = new StreamReader(await http.GetStreamAsync("/v1/events?topics=*", Cancel));

        Assert.Equal(0, await server.StopAsync(signal, Cancel));

        Assert.Equal(reason, (await diminuendo.WaitForAsync("server_shutdown", Cancel)).GetProperty("reason").GetString());
        Assert.Equal(reason, (await aleph.WaitForAsync("system.shutdown", null, Cancel)).GetProperty("data").GetProperty("reason").GetString());
        Assert.Contains($$"""event: shutdown{{'\n'}}data: {"reason":"{{reason}}"}""", await events.ReadToEndAsync(Cancel), StringComparison.Ordinal);
    }
}
