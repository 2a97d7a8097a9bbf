using System.Text.Json.Nodes;
using Carillon.Server.Configuration.Live;

namespace Carillon.Server.Tests.Configuration.Live;

public sealed class MergePatchTests
{
    /// <summary>The table of RFC 7386, appendix A.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void A_patch_does_what_the_RFC_says(string target, string patch, string result)
    {
        var before = JsonNode.Parse(target);
        Assert.Equal(result, MergePatch.Apply(before, JsonNode.Parse(patch))?.ToJsonString() ?? "null");
        Assert.Equal(target, before!.ToJsonString());
    }

    [Theory]
    [InlineData("{}", "{}", "{}")]
    [InlineData("""{"a":1,"b":{"c":2}}""", """{"a":1,"b":{"c":2}}""", "{}")]
    [InlineData("""{"a":1,"b":{"c":2,"d":3}}""", """{"b":{"c":4,"e":5}}""", """{"a":null,"b":{"d":null,"c":4,"e":5}}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,2,3]}""", """{"a":[1,2,3]}""")]
    public void The_patch_between_two_objects_makes_one_the_other(string from, string to, string patch)
    {
        var (before, after) = (JsonNode.Parse(from)!.AsObject(), JsonNode.Parse(to)!.AsObject());
        var between = MergePatch.Between(before, after);
        Assert.Equal(patch, between.ToJsonString());
        Assert.True(JsonNode.DeepEquals(after, MergePatch.Apply(before, between)));
    }
}
