using System.Text.Json.Nodes;
using Carillon.Cli.Failures;
using Carillon.Cli.Tests.Fakes;

namespace Carillon.Cli.Tests;

public sealed class ConfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carillon-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Check_says_everything_that_is_wrong_and_fails()
    {
        Write("{\n  \"approvals\": { \"expireAfterSeconds\": 0 },\n  \"storge\": {}\n}");
        using var terminal = new TestTerminal().With("CARILLON_LISTEN_PORT", "s3cret");

        Assert.Equal(ExitCode.Usage, await terminal.RunAsync("config", "check", "--data", _folder));
        Assert.Contains("line 2, approvals.expireAfterSeconds: from 1 to 86400", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("line 3, storge: there is no such setting here", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("CARILLON_LISTEN_PORT, listen.port: this is to be a whole number", terminal.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", terminal.Error + terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_refuses_what_the_server_would_refuse()
    {
        using var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Usage, await terminal.RunAsync("config", "check", "--data", _folder, "--host", "0.0.0.0"));
        Assert.Contains("no credentials are configured", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_finds_a_good_file_sound_and_remarks_on_what_is_overruled()
    {
        Write("""{ "listen": { "port": 1 } }""");
        using var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Ok, await terminal.RunAsync("config", "check", "--data", _folder, "--port", "2"));
        Assert.Contains("! listen.port: --port wins over this", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("✓ sound", terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_says_what_holds_and_who_says_so_but_no_secret()
    {
        Write("{\n  \"agents\": { \"a\": { \"command\": \"agent\", \"env\": { \"KEY\": \"s3cret\" } } }\n}");
        using var text = new TestTerminal().With("CARILLON_STORAGE_DURABILITY", "relaxed");
        using var json = new TestTerminal().With("CARILLON_STORAGE_DURABILITY", "relaxed");

        Assert.Equal(ExitCode.Ok, await text.RunAsync("config", "show", "--data", _folder, "--port", "5"));
        Assert.Equal(ExitCode.Ok, await json.RunAsync("config", "show", "--data", _folder, "--port", "5", "--json"));

        var lines = text.Output.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Contains("listen.port 5 --port", lines);
        Assert.Contains("agents.a.command \"agent\" file, line 2", lines);
        Assert.Contains("agents.a.env.KEY \"[REDACTED]\" file, line 2", lines);
        Assert.Contains("storage.durability \"relaxed\" CARILLON_STORAGE_DURABILITY", lines);
        Assert.Contains("approvals.expireAfterSeconds 120 default", lines);
        var shown = JsonNode.Parse(json.Output)!;
        Assert.Equal("relaxed", (string?)shown["config"]!["storage"]!["durability"]);
        Assert.Equal("CARILLON_STORAGE_DURABILITY", (string?)shown["origins"]!["storage.durability"]);
        Assert.Equal(Path.Combine(_folder, "carillon.json"), (string?)shown["file"]);
        Assert.DoesNotContain("s3cret", text.Output + json.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_is_the_one_that_is_kept_with_the_program()
    {
        using var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Ok, await terminal.RunAsync("config", "schema"));
        Assert.Equal("carillon.json", (string?)JsonNode.Parse(terminal.Output)!["title"]);
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder, "carillon.json"), text);
}
