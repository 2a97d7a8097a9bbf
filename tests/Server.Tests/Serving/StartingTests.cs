using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Carillon.Core.Ports;
using Carillon.Server.Configuration;
using Carillon.Server.Tests.Hosting;

namespace Carillon.Server.Tests.Serving;

/// <summary>A server that cannot start says why in a sentence, and what to do in another.</summary>
[Collection(nameof(TheProcess))]
public sealed class StartingTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_name_is_no_address_to_listen_on()
    {
        var options = RunningServer.Options(_folder) with
        {
            Host = "gateway.example.com",
            File = new FileSettings { Identity = new IdentitySettings { Mode = IdentityKind.Tokens } },
        };
        var refused = await Assert.ThrowsAsync<ServerStartException>(() => RunningServer.StartAsync(options));
        Assert.StartsWith("Cannot listen on gateway.example.com: this is a name.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_keys_that_others_can_read_stops_the_start()
    {
        if (OperatingSystem.IsWindows()) return;
        var path = Path.Combine(_folder.Path, "tokens.json");
        await File.WriteAllTextAsync(path, """{"version":1,"tokens":[]}""", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var options = RunningServer.Options(_folder) with { File = new FileSettings { Identity = new IdentitySettings { Mode = IdentityKind.Tokens } } };
        var refused = await Assert.ThrowsAsync<ServerStartException>(() => RunningServer.StartAsync(options));
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.168.1.10")]
    [InlineData("example.com")]
    [InlineData("localhost.evil.example")]
    public async Task Without_credentials_only_this_machine_is_listened_on(string host)
    {
        var refused = await Assert.ThrowsAsync<ServerStartException>(() => RunningServer.StartAsync(RunningServer.Options(_folder) with { Host = host }));
        Assert.StartsWith($"Refusing to listen on {host}: no credentials are configured", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'carillon token create'", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("or listen on 127.0.0.1 and forward the port (ssh -L).", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    public static TheoryData<string> NamesOfThisMachine => Socket.OSSupportsIPv6 ? ["localhost", "127.0.0.1", "::1", "[::1]"] : ["localhost", "127.0.0.1"];

    [Theory, MemberData(nameof(NamesOfThisMachine))]
    public async Task Every_name_of_this_machine_is_listened_on(string host)
    {
        await using var server = await RunningServer.StartAsync(RunningServer.Options(_folder) with
        {
            Host = host,
            CompatPorts = true,
            CompatPortNumbers = new Dictionary<string, IReadOnlyList<int>> { ["diminuendo"] = [0] },
        });
        using var http = new HttpClient();
        Assert.Equal("ok\n", await http.GetStringAsync(new Uri(server.Addresses.Http, "/healthz"), TestContext.Current.CancellationToken));
        var compat = new UriBuilder(server.Addresses.Compat["diminuendo"][0]) { Scheme = "http" }.Uri;
        using var answer = await http.GetAsync(compat, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
    }

    [Theory]
    [InlineData(false, "Choose another port with --port.")]
    [InlineData(true, "Choose another port with --port, or leave out --compat-ports.")]
    public async Task A_port_in_use_is_told_in_a_sentence_and_nothing_is_logged_beside_it(bool compat, string hint)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var options = compat
            ? RunningServer.Options(_folder) with { CompatPorts = true, CompatPortNumbers = new Dictionary<string, IReadOnlyList<int>> { ["diminuendo"] = [port] } }
            : RunningServer.Options(_folder) with { Port = port };

        using var logged = new StringWriter(CultureInfo.InvariantCulture);
        var error = Console.Error;
        Console.SetError(logged);
        try
        {
            var refused = await Assert.ThrowsAsync<ServerStartException>(() => RunningServer.StartAsync(options));
            Assert.Equal($"Failed to bind to address http://127.0.0.1:{port}: address already in use. Is Carillon running already? {hint}", refused.Message);
        }
        finally
        {
            Console.SetError(error);
        }

        Assert.Equal("", logged.ToString());
    }

    [Fact]
    public async Task An_address_that_this_machine_does_not_have_is_told_in_a_sentence()
    {
        var refused = await Assert.ThrowsAsync<ServerStartException>(() => RunningServer.StartAsync(RunningServer.Options(_folder) with { Host = "::ffff:127.0.0.1" }));
        Assert.StartsWith("Cannot listen on ::ffff:127.0.0.1: ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(". Choose another address with --host, or another port with --port.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_in_use_is_refused_with_its_holder_and_free_again_after_a_stop()
    {
        await using (await RunningServer.StartAsync(RunningServer.Options(_folder)))
        {
            var refused = await Assert.ThrowsAsync<StorageException>(() => RunningServer.StartAsync(RunningServer.Options(_folder)));
            Assert.Equal(StorageFault.InUse, refused.Fault);
            Assert.Equal(
                $"The data directory {_folder.Path} is in use by process {Environment.ProcessId}. Stop that process, or choose another folder with --data.",
                refused.Message);
        }

        await using var again = await RunningServer.StartAsync(RunningServer.Options(_folder));
    }
}
