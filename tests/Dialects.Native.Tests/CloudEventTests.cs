using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

public class CloudEventTests : HostedTest
{
    private const string Path = "/v1/streams/custom:ce/events";
    private const string Single = "application/cloudevents+json; charset=utf-8";

    private const string Event = """
        {"specversion":"1.0","id":"A-1","source":"/ci","type":"com.example.build","time":"2026-01-01T00:00:00Z",
         "subject":"main","datacontenttype":"application/json","attempt":3,"data":{"ok":true}}
        """;

    [Fact]
    public async Task Every_attribute_is_kept()
    {
        var (status, entry) = await CallAsync(HttpMethod.Post, Path, Event, Single);

        Assert.Equal(201, status);
        Assert.Equal("com.example.build", (string?)entry!["type"]);
        Assert.Equal("/ci A-1", (string?)entry["id"]);
        Assert.Equal("""{"ok":true}""", entry["data"]!.ToJsonString());
        Assert.Equal(
            """
            [{"type":"ce-source","value":"/ci"},{"type":"ce-time","value":"2026-01-01T00:00:00Z"},{"type":"ce-subject","value":"main"},{"type":"ce-datacontenttype","value":"application/json"},{"type":"ce-attempt","value":"3"}]
            """,
            entry["labels"]!["scopes"]!.ToJsonString());
    }

    [Fact]
    public async Task Source_and_id_together_are_published_once()
    {
        var (first, _) = await CallAsync(HttpMethod.Post, Path, Event, Single);
        var (again, _) = await CallAsync(HttpMethod.Post, Path, Event, Single);
        var (other, _) = await CallAsync(HttpMethod.Post, Path, Event.Replace("/ci", "/cd", StringComparison.Ordinal), Single);

        Assert.Equal((201, 200, 201), (first, again, other));
    }

    [Fact]
    public async Task A_batch_is_an_array()
    {
        var second = Event.Replace("A-1", "A-2", StringComparison.Ordinal);
        var (status, answer) = await CallAsync(HttpMethod.Post, Path, $"[{Event},{second}]", "application/cloudevents-batch+json");

        Assert.Equal(201, status);
        Assert.Equal(2, answer!["events"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("""{"specversion":"0.3","id":"1","source":"s","type":"a.b"}""", "'specversion' must be \"1.0\".")]
    [InlineData("""{"specversion":"1.0","source":"s","type":"a.b"}""", "'id' is missing.")]
    [InlineData("""{"specversion":"1.0","id":"","source":"s","type":"a.b"}""", "'id' and 'source' must not be empty.")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"s","type":"a.b","data_base64":"AA=="}""", "Binary data ('data_base64') is not taken; events hold JSON.")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"s","type":"a.b","ext":{}}""", "The attribute 'ext' must be a string, a number or a boolean.")]
    [InlineData("[]", "There is no event in the array.")]
    public async Task What_is_no_cloud_event_is_refused(string body, string detail)
    {
        var (status, problem) = await CallAsync(HttpMethod.Post, Path, body, Single);

        Assert.Equal(400, status);
        Assert.Equal(detail, (string?)problem!["detail"]);
    }

    [Fact]
    public async Task An_event_without_data_has_null()
    {
        var (status, entry) = await CallAsync(HttpMethod.Post, Path, """{"specversion":"1.0","id":"1","source":"s","type":"a.b"}""", Single);

        Assert.Equal(201, status);
        Assert.Null(entry!["data"]);
    }

    [Fact]
    public async Task The_media_type_says_whether_it_is_a_batch()
    {
        var (asSingle, _) = await CallAsync(HttpMethod.Post, Path, $"[{Event}]", Single);
        var (asBatch, _) = await CallAsync(HttpMethod.Post, Path, Event, "application/cloudevents-batch+json");

        Assert.Equal((400, 400), (asSingle, asBatch));
    }
}
