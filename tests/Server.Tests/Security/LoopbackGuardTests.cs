using System.Net;
using Carillon.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Carillon.Server.Tests.Security;

public class LoopbackGuardTests
{
    private static readonly LoopbackGuard Guard = new(
        ["https://dashboard.example.com", "https://Trailing.example.com/", "https://spelled.example.com:443", "http://ported.example.com:8080", "https://bücher.example"]);

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:7777", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.1:7777", true)]
    [InlineData("127.8.9.10:1", true)]
    [InlineData("[::1]", true)]
    [InlineData("[::1]:7777", true)]
    [InlineData("", false)]
    [InlineData("evil.example", false)]
    [InlineData("evil.example:7777", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("127.0.0.1.nip.io:7777", false)]
    [InlineData("evil.localhost", false)]
    [InlineData("evil-localhost", false)]
    [InlineData("192.168.1.10", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("[::]", false)]
    [InlineData("[fe80::1]:7777", false)]
    [InlineData("128.0.0.1", false)]
    public async Task The_host_must_be_this_machine_whatever_a_name_was_made_to_mean(string host, bool passes) =>
        Assert.Equal(passes ? "passed" : "The Host header must name this machine (localhost or 127.0.0.1).\n", await AskAsync(host, null));

    [Theory]
    [InlineData("http://localhost", true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://127.0.0.1:8443", true)]
    [InlineData("http://[::1]:3000", true)]
    [InlineData("https://dashboard.example.com", true)]
    [InlineData("https://trailing.example.com", true)]
    [InlineData("https://spelled.example.com", true)]
    [InlineData("http://ported.example.com:8080", true)]
    [InlineData("https://xn--bcher-kva.example", true)]
    [InlineData("http://dashboard.example.com", false)]
    [InlineData("https://dashboard.example.com:8443", false)]
    [InlineData("https://dashboard.example.com.evil.example", false)]
    [InlineData("https://evil.dashboard.example.com", false)]
    [InlineData("http://ported.example.com", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("http://localhost.evil.example", false)]
    [InlineData("http://127.0.0.1.nip.io", false)]
    [InlineData("http://localhost@evil.example", false)]
    [InlineData("http://evil@localhost", false)]
    [InlineData("http://localhost/page", false)]
    [InlineData("http://localhost, https://evil.example", false)]
    [InlineData("https://evil.example, http://localhost", false)]
    [InlineData("null", false)]
    [InlineData("file://", false)]
    [InlineData("localhost", false)]
    [InlineData("//localhost", false)]
    [InlineData("https://\u0001\uFFFD..", false)]
    public async Task A_web_page_must_be_of_this_machine_or_allowed(string origin, bool passes) =>
        Assert.Equal(passes ? "passed" : "This web origin is not allowed. Add it to allowedOrigins in the configuration file.\n", await AskAsync("localhost:7777", origin));

    [Fact]
    public async Task A_good_origin_does_not_make_up_for_a_bad_host() =>
        Assert.StartsWith("The Host header", await AskAsync("evil.example", "http://localhost"), StringComparison.Ordinal);

    private static async Task<string> AskAsync(string host, string? origin)
    {
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        context.Request.Host = new HostString(host);
        if (origin is not null) context.Request.Headers.Origin = origin;
        await Guard.InvokeAsync(context, passed => passed.Response.WriteAsync("passed", TestContext.Current.CancellationToken));

        context.Response.Body.Position = 0;
        using var reader = new StreamReader(context.Response.Body);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal((int)(answer == "passed" ? HttpStatusCode.OK : HttpStatusCode.Forbidden), context.Response.StatusCode);
        return answer;
    }
}
