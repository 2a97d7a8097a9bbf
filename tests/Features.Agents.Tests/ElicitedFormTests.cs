using System.Text;
using System.Text.Json;
using Carillon.Events;
using Carillon.Features.Agents.Acp;
using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents.Tests;

public sealed class ElicitedFormTests
{
    private const string EveryKind =
        """
        {"sessionId":"s","mode":"form","message":"Before I begin","requestedSchema":{"type":"object","required":["a"],"properties":{
          "a":{"type":"string","title":"Which?","enum":["x","y"]},
          "b":{"type":"string","oneOf":[{"const":"1","title":"One"},{"const":"2","title":"Two"}]},
          "c":{"type":"array","title":"Some","description":"as many as you like","items":{"type":"string","enum":["p","q"]}},
          "d":{"type":"array","items":{"anyOf":[{"const":"k","title":"same"},{"const":"l","title":"same"}]}},
          "e":{"type":"string","description":"Any words","minLength":1},
          "f":{"type":"boolean","title":"Sure?"},
          "g":{"type":"number","title":"How much?"},
          "h":{"type":"integer","title":"How many?"}}}}
        """;

    [Fact]
    public void Every_kind_of_field_is_a_question_of_its_type()
    {
        var form = Read(EveryKind);

        Assert.Equal("Before I begin", form.Context);
        Assert.Equal(
            [
                "a Which? choice x|y", "b b choice One|Two", "c Some: as many as you like multi_choice p|q", "d d multi_choice k|l",
                "e Any words text -", "f Sure? confirm -", "g How much? number -", "h How many? number -",
            ],
            form.Questions.Select(Told));
    }

    [Fact]
    public void Answers_go_back_as_the_agent_asked_for_them()
    {
        var answers = new Dictionary<string, string>
        {
            ["a"] = "y",
            ["b"] = "Two",
            ["c"] = """["p","q"]""",
            ["d"] = """["l"]""",
            ["e"] = "say \"so\"",
            ["f"] = "true",
            ["g"] = "0.5",
            ["h"] = "3",
        };

        Assert.Equal(
            """{"action":"accept","content":{"a":"y","b":"2","c":["p","q"],"d":["l"],"e":"say \u0022so\u0022","f":true,"g":0.5,"h":3}}""",
            Written(Read(EveryKind).Reply(answers)));
    }

    [Fact]
    public void What_was_not_answered_is_left_out_and_no_answers_at_all_are_a_cancellation()
    {
        Assert.Equal("""{"action":"accept","content":{"f":false}}""", Written(Read(EveryKind).Reply(new Dictionary<string, string> { ["f"] = "false" })));
        Assert.Equal("""{"action":"cancel"}""", Written(Read(EveryKind).Reply(null)));
    }

    [Theory]
    [InlineData("true", """{"action":"accept","content":{}}""")]
    [InlineData("false", """{"action":"decline"}""")]
    public void A_form_without_fields_asks_for_consent(string answer, string reply)
    {
        var form = Read("""{"sessionId":"s","message":"Shall I?","requestedSchema":{"type":"object"}}""");

        Assert.Equal("confirm Shall I? confirm -", Told(Assert.Single(form.Questions)));
        Assert.Equal(reply, Written(form.Reply(new Dictionary<string, string> { ["confirm"] = answer })));
    }

    [Theory]
    [InlineData("""{"mode":"url","url":"https://example.com"}""")]
    [InlineData("""{"message":"no schema"}""")]
    [InlineData("""{"requestedSchema":{"properties":{"a":{"type":"object"}}}}""")]
    [InlineData("""{"requestedSchema":{"properties":{"a":7}}}""")]
    [InlineData("[]")]
    public void What_nobody_can_be_asked_is_refused(string parameters) =>
        Assert.Equal(RpcCode.InvalidParams, Assert.Throws<RpcException>(() => Read(parameters)).Code);

    private static ElicitedForm Read(string parameters) => ElicitedForm.Read(JsonElement.Parse(parameters));

    private static string Told(Question question) =>
        $"{question.Id} {question.Text} {question.Type} {(question.Options is null ? "-" : string.Join('|', question.Options))}";

    private static string Written(RpcBody body)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) body.WriteTo(json);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
