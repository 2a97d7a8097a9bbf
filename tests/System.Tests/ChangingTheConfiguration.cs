using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>The real file of a real server, edited as people and programs do while it runs.</summary>
public sealed class ChangingTheConfiguration : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private CarillonProcess _server = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string ConfigPath => Path.Combine(_data.Path, "carillon.json");

    public async ValueTask InitializeAsync()
    {
        _server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);
        _http = new HttpClient { BaseAddress = _server.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task An_edit_in_place_or_by_rename_is_in_force_without_a_restart_and_a_bad_one_is_told_and_changes_nothing()
    {
        await using var events = await EventFollower.StartAsync(_server, "config.*,turn.completed", Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, await CreateSessionAsync("mine"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskFromAsync("https://dash.example.com"));

        // In place, as a shell or a small editor does.
        await File.WriteAllTextAsync(ConfigPath, $$"""
            {
              "agents": {
                // The built-in echo, under a name of its own
                "mine": { "command": {{JsonValue.Create(CarillonProcess.Executable).ToJsonString()}}, "args": ["demo-agent", "--echo"], "env": { "API_KEY": "s3cret" } },
              },
              "allowedOrigins": ["https://dash.example.com"],
            }
            """, Cancel);
        Assert.Equal(
            """config.changed {"changedKeys":["agents.mine.args","agents.mine.command","agents.mine.env.API_KEY","allowedOrigins"],"source":"file_watcher"}""",
            await events.NextAsync(Cancel));
        Assert.Equal("""config.reloaded {"source":"file_watcher"}""", await events.NextAsync(Cancel));
        Assert.Equal(HttpStatusCode.OK, await AskFromAsync("https://dash.example.com"));
        Assert.Equal(HttpStatusCode.Created, await CreateSessionAsync("mine", "hello there"));
        Assert.Contains("hello there", await events.NextAsync(Cancel), StringComparison.Ordinal);

        // By rename, as most editors do. What needs a restart says so.
        await ReplaceAsync((await File.ReadAllTextAsync(ConfigPath, Cancel)).TrimEnd('}') + """  "approvals": { "expireAfterSeconds": 7 }, "storage": { "durability": "relaxed" } }""");
        Assert.Equal(
            """config.changed {"changedKeys":["approvals.expireAfterSeconds","storage.durability"],"source":"file_watcher","restartRequired":true,"restartComponents":["storage"]}""",
            await events.NextAsync(Cancel));
        Assert.Equal("""config.reloaded {"source":"file_watcher"}""", await events.NextAsync(Cancel));

        var before = await ShownAsync();
        Assert.Equal(7, (int?)before["config"]!["approvals"]!["expireAfterSeconds"]);
        Assert.Equal("[REDACTED]", (string?)before["config"]!["agents"]!["mine"]!["env"]!["API_KEY"]);
        Assert.Equal(ConfigPath, (string?)before["source"]);

        await ReplaceAsync("{\n  \"agents\": { \"mine\": { \"command\": 5 } },\n  \"approvals\": { \"expireAfterSeconds\": 0 }\n}");
        var error = await events.NextAsync(Cancel);
        Assert.StartsWith("config.error ", error, StringComparison.Ordinal);
        Assert.Contains("line 2, agents.mine.command: this is to be a text in quotes", error, StringComparison.Ordinal);
        Assert.Contains("line 3, approvals.expireAfterSeconds: from 1 to 86400", error, StringComparison.Ordinal);
        Assert.Equal(before["config"]!.ToJsonString(), (await ShownAsync())["config"]!.ToJsonString());
        Assert.Equal(HttpStatusCode.Created, await CreateSessionAsync("mine"));

        // What it printed is all there once it has ended.
        Assert.Equal(0, await _server.StopAsync(Cancel));
        Assert.Contains("line 3, approvals.expireAfterSeconds: from 1 to 86400", _server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", _server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patch_is_written_into_the_file_beside_its_comments_and_is_told_once()
    {
        await using var events = await EventFollower.StartAsync(_server, "config.*", Cancel);
        Assert.Equal(["approvals.expireAfterSeconds"], await PatchAsync("""{"approvals":{"expireAfterSeconds":9}}"""));
        Assert.Equal("{\n  \"approvals\": {\n    \"expireAfterSeconds\": 9\n  }\n}\n", await File.ReadAllTextAsync(ConfigPath, Cancel));
        Assert.Equal("""config.changed {"changedKeys":["approvals.expireAfterSeconds"],"source":"rpc"}""", await events.NextAsync(Cancel));

        const string Commented = """
            {
              // Ada's laptop
              "agents": { "mine": { "command": "my-agent", "env": { "KEY": "s3cret" } } },
              "approvals": { "expireAfterSeconds": 9 } // short
            }
            """;
        await ReplaceAsync(Commented);
        Assert.StartsWith("config.changed ", await events.NextAsync(Cancel), StringComparison.Ordinal);
        Assert.StartsWith("config.reloaded ", await events.NextAsync(Cancel), StringComparison.Ordinal);

        // What was shown redacted and comes back so, stays.
        var shown = (await ShownAsync())["config"]!["agents"]!.ToJsonString();
        Assert.Empty(await PatchAsync($"{{\"agents\":{shown}}}"));
        Assert.Contains("\"env\": { \"KEY\": \"s3cret\" }", await File.ReadAllTextAsync(ConfigPath, Cancel), StringComparison.Ordinal);
        await ReplaceAsync(Commented);
        Assert.Equal("""config.reloaded {"source":"file_watcher"}""", await events.NextAsync(Cancel));
        Assert.Equal(["approvals.expireAfterSeconds"], await PatchAsync("""{"approvals":{"expireAfterSeconds":8}}"""));
        Assert.Equal(Commented.Replace("9 }", "8 }", StringComparison.Ordinal), await File.ReadAllTextAsync(ConfigPath, Cancel));
        Assert.Equal("""config.changed {"changedKeys":["approvals.expireAfterSeconds"],"source":"rpc"}""", await events.NextAsync(Cancel));

        using var refused = await SendPatchAsync("""{"approvals":{"expireAfterSeconds":0},"agents":{"mine":{"env":{"NEW":"[REDACTED]"}}}}""");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var senseless = await SendPatchAsync("""{"approvals":{"expireAfterSeconds":0}}""");
        Assert.Contains("approvals.expireAfterSeconds: from 1 to 86400", await senseless.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(Commented.Replace("9 }", "8 }", StringComparison.Ordinal), await File.ReadAllTextAsync(ConfigPath, Cancel));

        // The next thing told is the next edit: the server's own writing is no news to it.
        await ReplaceAsync("{}");
        Assert.Contains("\"source\":\"file_watcher\"", await events.NextAsync(Cancel), StringComparison.Ordinal);
    }

    private async Task ReplaceAsync(string text)
    {
        var draft = ConfigPath + "~";
        await File.WriteAllTextAsync(draft, text, Cancel);
        File.Move(draft, ConfigPath, overwrite: true);
    }

    private async Task<JsonNode> ShownAsync() => (await _http.GetFromJsonAsync<JsonNode>("/v1/config", Cancel))!;

    private async Task<IEnumerable<string>> PatchAsync(string patch)
    {
        using var answer = await SendPatchAsync(patch);
        var change = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return change.GetProperty("changedKeys").EnumerateArray().Select(key => key.GetString()!).ToList();
    }

    private Task<HttpResponseMessage> SendPatchAsync(string patch) =>
        _http.PatchAsync("/v1/config", new StringContent(patch, Encoding.UTF8, "application/merge-patch+json"), Cancel);

    private async Task<HttpStatusCode> AskFromAsync(string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/agents");
        request.Headers.Add("Origin", origin);
        using var answer = await _http.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    /// <summary>Makes a session, and runs a turn in it if there is anything to say.</summary>
    private async Task<HttpStatusCode> CreateSessionAsync(string agentType, string? text = null)
    {
        using var made = await _http.PostAsJsonAsync("/v1/sessions", new { agentType }, Cancel);
        if (text is null) return made.StatusCode;
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetString();
        using var begun = await _http.PostAsJsonAsync($"/v1/sessions/{id}/turns", new { text }, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        return made.StatusCode;
    }
}
