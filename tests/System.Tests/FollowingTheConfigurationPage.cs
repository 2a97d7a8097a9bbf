using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>The examples of docs/configuration.md: the file is sound, the commands show it, and a server starts with it.</summary>
public sealed class FollowingTheConfigurationPage : IDisposable
{
    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task The_pages_file_is_sound_is_shown_without_its_secret_and_starts_a_server()
    {
        var page = new DocsPage("configuration.md");
        await File.WriteAllTextAsync(Path.Combine(_data.Path, "carillon.json"), page.Blocks("json").Single(), Cancel);
        var reader = new Dictionary<string, string> { ["CARILLON_DATA"] = _data.Path };

        var shown = await DocsPage.RunAsync(page.Blocks("sh").Single(), reader, Cancel);
        var schema = await DocsPage.RunAsync("carillon config schema > \"$CARILLON_DATA/config.schema.json\"; head -c 1 \"$CARILLON_DATA/config.schema.json\"", reader, Cancel);

        Assert.Contains("sound", shown, StringComparison.Ordinal);
        Assert.Contains("claude-code-acp", shown, StringComparison.Ordinal);
        Assert.Contains("[REDACTED]", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-", shown, StringComparison.Ordinal);
        Assert.Equal("{", schema);
        await using var server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        Assert.Contains(await AgentsAsync(server), name => name == "claude");
    }

    private static async Task<IReadOnlyList<string?>> AgentsAsync(CarillonProcess server)
    {
        await using var aleph = await AlephPeer.ConnectAsync(server, Cancel);
        var listed = await aleph.CallAsync("agent.list", new { }, Cancel);
        return [.. listed.GetProperty("agents").EnumerateArray().Select(agent => agent.GetProperty("id").GetString())];
    }
}
