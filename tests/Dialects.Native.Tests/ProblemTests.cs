using System.Text.Json.Nodes;
using Carillon.Core.Errors;
using Carillon.Dialects.Native.Errors;
using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

public class ProblemTests : HostedTest
{
    public static TheoryData<ErrorCode> Codes => [.. Enum.GetValues<ErrorCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Every_error_has_its_status_and_its_word(ErrorCode code)
    {
        var session = await Host.Rooms.CreateAsync(Core.Identity.Caller.Dev, "echo", null, Token);
        Host.Rooms.Failure = new CarillonException(code, "What a peer may know.");
        var (status, problem) = await CallAsync(HttpMethod.Post, $"/v1/sessions/{session.Id}/turns", """{"text":"hi"}""");

        var expected = NativeErrors.Of(code);
        Assert.Equal(expected.Status, status);
        Assert.Equal(
            $$"""{"type":"urn:carillon:error:{{expected.Code}}","title":"{{expected.Title}}","status":{{expected.Status}},"detail":"What a peer may know.","code":"{{expected.Code}}"}""",
            problem!.ToJsonString());
    }

    [Fact]
    public async Task A_fault_of_ours_says_nothing_of_the_inside()
    {
        var session = await Host.Rooms.CreateAsync(Core.Identity.Caller.Dev, "echo", null, Token);
        Host.Rooms.Failure = new InvalidOperationException("secret /etc/path");
        using var response = await SendAsync(HttpMethod.Post, $"/v1/sessions/{session.Id}/turns", """{"text":"hi"}""");
        var text = await response.Content.ReadAsStringAsync(Token);

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.Equal("internal", (string?)JsonNode.Parse(text)!["code"]);
        Assert.Contains(Host.Loggers.Lines, line => line.Id.Id == 5000 && line.Exception is InvalidOperationException);
    }

    [Theory]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    [InlineData("/v1/nothing/here")]
    [InlineData("/v1/sessions/a/b/c/d")]
    public async Task An_unknown_path_is_a_problem_too(string path)
    {
        var (status, problem) = await CallAsync(HttpMethod.Get, path);

        Assert.Equal((404, "not_found"), (status, (string?)problem!["code"]));
    }

    [Fact]
    public async Task A_method_that_a_path_does_not_take_says_which_it_takes()
    {
        using var response = await SendAsync(HttpMethod.Put, "/v1/sessions/s1", "{}");

        Assert.Equal(405, (int)response.StatusCode);
        Assert.Equal(["GET", "PATCH", "DELETE"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Unknown_credentials_are_asked_for()
    {
        using var response = await SendAsync(HttpMethod.Get, "/v1/agents", token: "wrong");

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task Whoever_guesses_too_often_is_told_when_to_try_again()
    {
        using var response = await SendAsync(HttpMethod.Get, "/v1/agents", token: "guess");

        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(42), response.Headers.RetryAfter!.Delta);
    }

    [Theory]
    [InlineData("""{"text":7}""", "'$.text' is unknown or has the wrong type.")]
    [InlineData("""{"txt":"a"}""", "'$.txt' is unknown or has the wrong type.")]
    [InlineData("""{}""", "'text' is missing.")]
    [InlineData("""{"text":null}""", "'text' is missing.")]
    [InlineData("""null""", "The request is null.")]
    [InlineData("""[]""", "The request is not an object of the right form.")]
    [InlineData("""{"text":""", "Not well-formed JSON at line 1, byte 9.")]
    [InlineData("", "Not well-formed JSON at line 1, byte 1.")]
    public async Task A_body_that_does_not_fit_is_refused_in_words(string body, string detail)
    {
        var (status, problem) = await CallAsync(HttpMethod.Post, "/v1/sessions/s1/turns", body);

        Assert.Equal(400, status);
        Assert.Equal(detail, (string?)problem!["detail"]);
    }
}
