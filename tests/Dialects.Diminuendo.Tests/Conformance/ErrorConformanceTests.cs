using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Carillon.Core.Errors;
using Carillon.Dialects.Diminuendo.Tests.Gateway;
using Carillon.Dialects.Diminuendo.Wire;

namespace Carillon.Dialects.Diminuendo.Tests.Conformance;

/// <summary>Every code of the list is sent by something, no other is, and the list is the documented one.</summary>
public sealed partial class ErrorConformanceTests(LiveGateway gateway) : IClassFixture<LiveGateway>
{
    public static TheoryData<string> Provoked => [.. ErrorTable.Provoked.Keys];

    public static TheoryData<string> Passed => [.. ErrorTable.Passed.Keys];

    [Theory]
    [MemberData(nameof(Provoked))]
    public async Task A_peer_can_bring_it_about_and_goes_on_talking(string code)
    {
        var row = ErrorTable.Provoked[code];

        // Each comes from an address of its own, as failed attempts count by address.
        var address = $"198.51.100.{ErrorTable.Provoked.Keys.ToList().IndexOf(code)}";
        await using var peer = await LivePeer.ConnectAsync(
            gateway, row.User is null ? null : gateway.KeyOf(row.User), options => options.SetRequestHeader("X-Forwarded-For", address));
        var (session, request) = await PrepareAsync(row);

        foreach (var message in row.Messages)
        {
            await peer.SayAsync(message
                .Replace("$SESSION", session, StringComparison.Ordinal).Replace("$REQUEST", request, StringComparison.Ordinal));
        }

        JsonObject error;
        do error = await peer.HearAsync(message => (string?)message["type"] == "error");
        while (code == "AUTH_RATE_LIMITED" && (string?)error["code"] == "AUTH_FAILED");
        Assert.Null(Pattern.Misfit(ErrorTable.ShapeOf(code), error));
        if (code != "RATE_LIMITED") await peer.HearTheRestAsync();
    }

    [Theory]
    [MemberData(nameof(Passed))]
    public async Task What_fails_behind_the_ports_is_told_by_its_code_and_no_more(string code)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        server.Features.Fault = new CarillonException(ErrorTable.Passed[code], "sk-live-123 at /var/lib/secret, line 7");

        await client.SayAsync("""{"type":"list_sessions"}""");

        var error = await client.HearAsync();
        Assert.Null(Pattern.Misfit(ErrorTable.ShapeOf(code), error));
        Assert.DoesNotContain("secret", error.ToJsonString(), StringComparison.Ordinal);
        await client.HearNothingAsync();
    }

    [Fact]
    public void Every_code_there_is_has_a_row()
    {
        var written = typeof(WireError).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(property => property.GetValue(null)).OfType<WireError>()
            .Concat(Enum.GetValues<ErrorCode>().Select(code => WireError.Of(new CarillonException(code, ""))))
            .Select(error => error.Code).ToHashSet();

        Assert.Equal(written.Order(StringComparer.Ordinal), ErrorTable.Codes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_documented_list_is_this_one()
    {
        var page = await File.ReadAllTextAsync(Repository.File("docs/dialects/diminuendo.md"), TestContext.Current.CancellationToken);
        var table = page[page.IndexOf("\n## Errors", StringComparison.Ordinal)..];
        var documented = CodesInFirstColumn().Matches(table).SelectMany(line => Code().Matches(line.Value.Split('|')[1])).Select(code => code.Groups[1].Value);

        Assert.Equal(ErrorTable.Codes.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `.*$", RegexOptions.Multiline)]
    private static partial Regex CodesInFirstColumn();

    [GeneratedRegex("`([A-Za-z_]+)`")]
    private static partial Regex Code();

    private async Task<(string Session, string Request)> PrepareAsync(ErrorRow row)
    {
        if (!row.Messages.Any(message => message.Contains("$SESSION", StringComparison.Ordinal))) return ("", "");
        await using var owner = await LivePeer.ConnectAsync(gateway, gateway.KeyOf("olga"));
        var session = await owner.CreateAsync();
        if (row.Turn is null) return (session, "");
        var request = (string)(await owner.RunAsync(session, row.Turn, "permission_requested"))["requestId"]!;
        if (!row.Allows) return (session, request);
        await owner.SayAsync($$"""{"type":"resolve_permission","sessionId":"{{session}}","requestId":"{{request}}","approved":true}""");
        await owner.HearAsync("turn_complete");
        return (session, request);
    }
}
