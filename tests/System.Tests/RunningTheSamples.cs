using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>The samples, run as their pages say, against the real server.</summary>
public sealed class RunningTheSamples : IDisposable
{
    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task The_session_in_CSharp_lives_through_the_end_of_the_server()
    {
        OtherProgram sample;
        int port;
        await using (var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel))
        {
            port = server.Address.Port;
            var environment = new Dictionary<string, string> { ["CARILLON_SERVER"] = server.Address.ToString() };
            sample = OtherProgram.Start(Repository.Built("Session", "Carillon.Samples.Session"), [], _data.Path, environment);
            await sample.WaitForAsync("[y/n]", 1, Cancel);
            await server.KillAsync(Cancel);
            await sample.WaitForAsync("(lost the server, trying again in", 1, Cancel);
        }

        await using var ending = sample;
        await using var again = await CarillonProcess.ServeAsync(_data.Path, new ServeStart { Port = port }, Cancel);
        await sample.WaitForAsync("once more.", 1, Cancel);
        await sample.WaitForAsync("[y/n]", 2, Cancel);
        await sample.TypeAsync("y", Cancel);

        Assert.True(await sample.EndAsync(Cancel) == 0, sample.Output);
        Assert.Contains("(AGENT_DISCONNECTED)", sample.Output, StringComparison.Ordinal);
        Assert.Contains("  allowed", sample.Output, StringComparison.Ordinal);
        Assert.Contains("--- notes.txt\nremember the milk", sample.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_turn_in_Node_lives_through_a_lost_connection()
    {
        await using var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        var environment = new Dictionary<string, string> { ["DIMINUENDO_URL"] = server.WebSocket("/diminuendo/ws").ToString() };
        var folder = Path.Combine(Repository.Root, "samples/node-diminuendo");
        await using var sample = OtherProgram.Start("npm", ["start", "--silent", "--", "write shopping.txt: oat milk"], folder, environment);

        Assert.True(await sample.EndAsync(Cancel) == 0, sample.Output);
        Assert.Contains("(connection lost after", sample.Output, StringComparison.Ordinal);
        Assert.Contains("shopping.txt: allowed", sample.Output, StringComparison.Ordinal);
        Assert.Contains("whole answer:", sample.Output, StringComparison.Ordinal);
        var written = Assert.Single(Directory.EnumerateFiles(_data.Path, "shopping.txt", SearchOption.AllDirectories));
        Assert.Equal("oat milk", (await File.ReadAllTextAsync(written, Cancel)).TrimEnd());
    }
}
