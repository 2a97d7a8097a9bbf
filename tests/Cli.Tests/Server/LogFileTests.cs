using System.Text.Json;
using Carillon.Cli.Failures;

namespace Carillon.Cli.Tests.Server;

public class LogFileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_log_is_checked_exported_and_copied_beside_the_running_server()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        Assert.Equal(0, (await served.RunAsync(["publish", "custom:t", "build.done", "{\"n\":1}"], Token)).Code);

        var (code, output, _) = await served.RunAsync(["verify", "--data", served.Path], Token);
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.StartsWith("✓ sound  1 event in 1 stream", output[0], StringComparison.Ordinal);

        (code, output, _) = await served.RunAsync(["export", "--data", served.Path], Token);
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.Equal("build.done", JsonDocument.Parse(Assert.Single(output)).RootElement.GetProperty("type").GetString());
        (_, output, _) = await served.RunAsync(["export", "--data", served.Path, "--stream", "other"], Token);
        Assert.Empty(output);

        var file = served.File("out.jsonl");
        Assert.Equal(0, (await served.RunAsync(["export", "--data", served.Path, "-o", file], Token)).Code);
        Assert.Single(await File.ReadAllLinesAsync(file, Token));
        Assert.Equal((int)ExitCode.Failed, (await served.RunAsync(["export", "--data", served.Path, "-o", file], Token)).Code);

        var copy = Path.Combine(Directory.CreateDirectory(served.File("copy")).FullName, "carillon.db");
        Assert.Equal(0, (await served.RunAsync(["backup", "--data", served.Path, "-o", copy], Token)).Code);
        (code, output, _) = await served.RunAsync(["verify", "--data", Path.GetDirectoryName(copy)!], Token);
        Assert.Equal((int)ExitCode.Ok, code);
        Assert.StartsWith("✓ sound  1 event", output[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_use_is_refused_with_its_holder()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        var (code, _, error) = await served.RunAsync(["serve", "--port", "0", "--data", served.Path], Token);
        Assert.Equal((int)ExitCode.Storage, code);
        Assert.Matches("^error: The data directory .* is in use by process \\d+$", error[0]);
    }

    [Fact]
    public async Task A_damaged_log_is_a_failed_check()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        for (var n = 0; n < 3; n++) Assert.Equal(0, (await served.RunAsync(["publish", "custom:t", "build.done"], Token)).Code);
        Assert.Equal(0, await served.EndAsync("TERM", Token));
        await using (var database = new FileStream(Path.Combine(served.Path, "carillon.db"), FileMode.Open, FileAccess.ReadWrite))
        {
            database.Position = 4096;
            await database.WriteAsync(new byte[4096], Token);
        }

        var (code, output, error) = await served.RunAsync(["verify", "--data", served.Path], Token);
        Assert.Equal((int)ExitCode.Failed, code);
        Assert.Empty(error);
        Assert.StartsWith("✗ ", output[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_told_to_stop_ends_well()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        Assert.Equal(0, await served.EndAsync("TERM", Token));
        await served.StartAgainAsync(Token);
        Assert.Equal(0, await served.EndAsync("INT", Token));
    }

    [Fact]
    public async Task A_configuration_that_does_not_fit_is_named_with_its_place()
    {
        await using var served = await ServedFolder.StartAsync(Token);
        var config = served.File("carillon.json");
        await File.WriteAllTextAsync(config, "{ \"storage\": { \"durability\": \"maybe\" } }", Token);
        var (code, _, error) = await served.RunAsync(["serve", "--port", "0", "--data", served.File("other"), "--config", config], Token);
        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Equal($"error: {config} cannot be used:", error[0]);
        Assert.StartsWith("  line 1, storage.durability: ", error[1], StringComparison.Ordinal);
    }
}
