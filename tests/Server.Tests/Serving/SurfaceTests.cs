using System.Net.WebSockets;
using System.Text;
using Carillon.Server.Configuration;
using Carillon.Server.Tests.Hosting;

namespace Carillon.Server.Tests.Serving;

/// <summary>What is where, on the common port and on a dialect's own.</summary>
[Collection(nameof(TheProcess))]
public sealed class SurfaceTests : IAsyncLifetime
{
    private readonly DataFolder _folder = new();

    private RunningServer Server { get; set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Server = await RunningServer.StartAsync(RunningServer.Options(_folder) with
    {
        CompatPorts = true,
        CompatPortNumbers = new Dictionary<string, IReadOnlyList<int>> { ["diminuendo"] = [0], ["aleph"] = [0, 0] },
        File = new FileSettings { AllowedOrigins = ["https://dashboard.example.com"] },
    });

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("GET", "/healthz", 200)]
    [InlineData("GET", "/readyz", 200)]
    [InlineData("GET", "/metrics", 200)]
    [InlineData("GET", "/v1/sessions", 200)]
    [InlineData("GET", "/v1/ws", 426)]
    [InlineData("GET", "/diminuendo/ws", 426)]
    [InlineData("GET", "/aleph", 426)]
    [InlineData("GET", "/aleph/ws", 426)]
    [InlineData("GET", "/ws", 404)]
    [InlineData("GET", "/diminuendo", 404)]
    [InlineData("GET", "/..%2f..%2fetc/passwd", 404)]
    [InlineData("GET", "/no/such/page", 404)]
    [InlineData("POST", "/no/such/page", 404)]
    [InlineData("POST", "/healthz", 405)]
    public async Task The_common_port_has_every_surface_under_its_prefix(string method, string path, int status) =>
        Assert.StartsWith($"HTTP/1.1 {status} ", await AskAsync(Server.Addresses.Http, method, path), StringComparison.Ordinal);

    [Theory]
    [InlineData("GET", "/ws", 426)]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/healthz", 404)]
    [InlineData("GET", "/metrics", 404)]
    [InlineData("GET", "/v1/sessions", 404)]
    [InlineData("GET", "/v1/ws", 404)]
    [InlineData("GET", "/diminuendo/ws", 404)]
    [InlineData("POST", "/v1/streams/custom:t/events", 404)]
    public async Task A_dialect_s_own_port_has_that_dialect_and_nothing_else(string method, string path, int status) =>
        Assert.StartsWith($"HTTP/1.1 {status} ", await AskAsync(Server.Addresses.Compat["diminuendo"][0], method, path), StringComparison.Ordinal);

    [Theory]
    [InlineData("/", 426)]
    [InlineData("/ws", 426)]
    [InlineData("/aleph", 404)]
    [InlineData("/healthz", 404)]
    public async Task A_dialect_may_have_several_ports_and_paths_of_its_own(string path, int status)
    {
        Assert.Equal(2, Server.Addresses.Compat["aleph"].Distinct().Count());
        foreach (var address in Server.Addresses.Compat["aleph"])
        {
            Assert.StartsWith($"HTTP/1.1 {status} ", await AskAsync(address, "GET", path), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_common_port_that_is_also_some_dialect_s_usual_one_has_every_surface()
    {
        await Server.StopAsync();
        var port = Server.Http.Port;
        await using var server = await RunningServer.StartAsync(RunningServer.Options(_folder) with
        {
            Port = port,
            CompatPortNumbers = new Dictionary<string, IReadOnlyList<int>> { ["diminuendo"] = [port] },
        });
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(server.Addresses.Http, "GET", "/healthz"), StringComparison.Ordinal);
        Assert.Empty(server.Addresses.Compat);
    }

    [Fact]
    public async Task Foreign_names_and_foreign_pages_are_refused_on_every_port()
    {
        foreach (var address in (Uri[])[Server.Addresses.Http, Server.Addresses.Compat["diminuendo"][0]])
        {
            Assert.StartsWith("HTTP/1.1 403 ", await AskAsync(address, "GET", "/ws", host: "evil.example"), StringComparison.Ordinal);
            Assert.StartsWith("HTTP/1.1 403 ", await AskAsync(address, "GET", "/ws", more: "Origin: https://evil.example\r\n"), StringComparison.Ordinal);
            Assert.DoesNotContain(" 403 ", await AskAsync(address, "GET", "/ws", more: "Origin: https://dashboard.example.com\r\n"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stop_tells_the_peers_of_every_dialect(bool compat)
    {
        using var socket = new ClientWebSocket();
        var address = compat
            ? Server.Addresses.Compat["diminuendo"][0]
            : new UriBuilder(Server.Addresses.Http) { Scheme = "ws", Path = "/diminuendo/ws" }.Uri;
        await socket.ConnectAsync(address, Token);
        Assert.Contains("\"welcome\"", await HearAsync(socket), StringComparison.Ordinal);

        var stopped = Server.StopAsync();
        var heard = new List<string>();
        while (socket.State == WebSocketState.Open) heard.Add(await HearAsync(socket));
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Token);
        await stopped;

        Assert.Contains(heard, message => message.Contains("\"server_shutdown\"", StringComparison.Ordinal));
        Assert.Equal((WebSocketCloseStatus)1001, socket.CloseStatus);
    }

    [Fact]
    public async Task The_metrics_are_those_of_the_core()
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(Server.Addresses.Http, "/metrics"), Token);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var names = (await answer.Content.ReadAsStringAsync(Token)).Split('\n')
            .Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line["# TYPE ".Length..]);
        Assert.Equal(
            [
                "carillon_connections gauge", "carillon_delivery_delivered_total counter", "carillon_delivery_dropped_total counter",
                "carillon_delivery_joined_total counter", "carillon_delivery_lagged_total counter", "carillon_log_appended_total counter",
                "carillon_log_commit_duration_seconds histogram", "carillon_log_committed_batches_total counter",
                "carillon_log_committed_events_total counter", "carillon_outbox_bytes gauge",
            ],
            names);
    }

    private static async Task<string> AskAsync(Uri address, string method, string path, string host = "localhost", string more = "") =>
        (await RawPeer.AskAsync(RunningServer.EndPointOf(address), $"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{more}Content-Length: 0\r\n\r\n")).Head;

    private static async Task<string> HearAsync(ClientWebSocket socket)
    {
        var buffer = new byte[16 * 1024];
        var received = await socket.ReceiveAsync(buffer, Token);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
