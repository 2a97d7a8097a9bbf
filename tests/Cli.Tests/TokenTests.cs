using System.Text.RegularExpressions;
using Carillon.Cli.Failures;
using Carillon.Cli.Tests.Fakes;

namespace Carillon.Cli.Tests;

public sealed partial class TokenTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carillon-token-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_key_is_printed_alone_and_once()
    {
        var (code, output, error) = await RunAsync("create", "ada", "--role", "billing_admin", "--label", "laptop");

        Assert.Equal(ExitCode.Ok, code);
        Assert.Matches(OneKey(), output);
        Assert.Contains("ada in dev as billing_admin, until 2030-04-01 00:00Z", error, StringComparison.Ordinal);
        var (_, list, _) = await RunAsync("list");
        Assert.Contains("laptop", list, StringComparison.Ordinal);
        Assert.DoesNotContain("car_", list, StringComparison.Ordinal);
        var (_, json, _) = await RunAsync("list", "--json");
        Assert.Contains("\"user\":\"ada\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("hash", json, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("car_", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_key_is_gone_and_a_second_time_is_told_so()
    {
        await RunAsync("create", "ada", "--expires", "never");
        var id = (await RunAsync("list")).Output.Split('\n')[1].Split(' ')[0];

        Assert.Equal(ExitCode.Ok, (await RunAsync("revoke", id)).Code);
        Assert.Contains("There are no API keys", (await RunAsync("list")).Output, StringComparison.Ordinal);
        var (code, _, error) = await RunAsync("revoke", id);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("carillon token list", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_is_the_one_that_the_configuration_names()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "carillon.json"), """{"identity":{"mode":"tokens","tokensFile":"keys/mine.json"}}""", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Ok, (await RunAsync("create", "ada")).Code);

        Assert.True(File.Exists(Path.Combine(_folder, "keys", "mine.json")));
    }

    [Theory]
    [InlineData("--role", "emperor")]
    [InlineData("--expires", "soon")]
    [InlineData("--expires", "0d")]
    [InlineData("--tenant", "../up")]
    public async Task What_does_not_fit_is_refused_and_makes_no_key(string option, string value)
    {
        var (code, output, error) = await RunAsync("create", "ada", option, value);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains($"'{value}'", error, StringComparison.Ordinal);
        Assert.Empty(output);
        Assert.False(File.Exists(Path.Combine(_folder, "tokens.json")));
    }

    [Theory]
    [InlineData("{}", "identity.jwt:")]
    [InlineData("""{"issuer":"a","audience":"b","jwksUri":"http://issuer.example.com/jwks.json"}""", "identity.jwt.jwksUri:")]
    [InlineData("""{"audience":"b","jwksUri":"https://issuer.example.com/jwks.json"}""", "identity.jwt.issuer:")]
    [InlineData("""{"issuer":"a","audience":"b","jwksUri":"https://x.example.com/","clockSkewSeconds":3600}""", "identity.jwt.clockSkewSeconds:")]
    public async Task A_configuration_that_cannot_be_meant_is_refused_with_its_place(string jwt, string place)
    {
        var text = jwt == "{}" ? """{"identity":{"mode":"jwt"}}""" : $$$"""{"identity":{"mode":"jwt","jwt":{{{jwt}}} } }""";
        await File.WriteAllTextAsync(Path.Combine(_folder, "carillon.json"), text, TestContext.Current.CancellationToken);

        var (code, _, error) = await RunAsync("list");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(place, error, StringComparison.Ordinal);
    }

    private async Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var terminal = new TestTerminal();
        var code = await terminal.RunAsync(["token", .. args, "--data", _folder]);
        return (code, terminal.Output, terminal.Error);
    }

    [GeneratedRegex(@"\Acar_[A-Za-z0-9_-]{43}\n\z")]
    private static partial Regex OneKey();
}
