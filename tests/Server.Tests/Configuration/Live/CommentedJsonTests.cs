using System.Text.Json;
using System.Text.Json.Nodes;
using Carillon.Server.Configuration.Live;

namespace Carillon.Server.Tests.Configuration.Live;

public sealed class CommentedJsonTests
{
    private const string File = """
        // The gateway of the lab
        {
          "$schema": "schema.json",
          // Ask Ada before you change this
          "agents": {
            "claude": { "command": "claude" }, // fast
            "codex": {
              "command": "codex", /* slow */
              "args": ["--acp"],
            },
          },
          "approvals": { "expireAfterSeconds": 30 } // half a minute
        }

        """;

    [Theory]
    [InlineData("a value", """{"approvals":{"expireAfterSeconds":60}}""", "30", "60")]
    [InlineData("a list", """{"agents":{"codex":{"args":["--acp","-v"]}}}""", "\"args\": [\"--acp\"]", "\"args\": [\n        \"--acp\",\n        \"-v\"\n      ]")]
    [InlineData("the first of several", """{"agents":{"claude":null}}""", "    \"claude\": { \"command\": \"claude\" }, // fast\n", "    // fast\n")]
    [InlineData("one in the middle", """{"agents":{"codex":{"command":null}}}""", "      \"command\": \"codex\", /* slow */\n", "      /* slow */\n")]
    [InlineData("the last of several", """{"agents":{"codex":{"args":null}}}""", "      \"args\": [\"--acp\"],\n", "")]
    [InlineData("one without a comma", """{"approvals":null}""", "  },\n  \"approvals\": { \"expireAfterSeconds\": 30 } // half a minute\n", "  }\n  // half a minute\n")]
    [InlineData("one that is not there", """{"storage":null,"agents":{"gone":null}}""", "", "")]
    public void Only_what_the_patch_names_is_touched(string what, string patch, string from, string to)
    {
        Assert.NotEmpty(what);
        var expected = from.Length == 0 ? File : File.Replace(from, to, StringComparison.Ordinal);
        Assert.Equal(expected, CommentedJson.Patch(File, JsonNode.Parse(patch)!.AsObject()));
    }

    [Fact]
    public void What_is_new_comes_last_in_the_layout_of_its_neighbours()
    {
        var patched = CommentedJson.Patch(
            File, JsonNode.Parse("""{"agents":{"my":{"command":"m","env":{"K":"v"}},"codex":{"env":{}}},"storage":{"durability":"relaxed"}}""")!.AsObject());
        Assert.Equal(
            """
            // The gateway of the lab
            {
              "$schema": "schema.json",
              // Ask Ada before you change this
              "agents": {
                "claude": { "command": "claude" }, // fast
                "codex": {
                  "command": "codex", /* slow */
                  "args": ["--acp"],
                  "env": {}
                },
                "my": {
                  "command": "m",
                  "env": {
                    "K": "v"
                  }
                }
              },
              "approvals": { "expireAfterSeconds": 30 }, // half a minute
              "storage": {
                "durability": "relaxed"
              }
            }

            """.ReplaceLineEndings("\n"),
            patched);
    }

    [Theory]
    [InlineData("{}\n", "{\n  \"a\": 1\n}\n")]
    [InlineData("{ }", "{\n  \"a\": 1\n}")]
    [InlineData("{ \"b\": 2 }", "{ \"b\": 2, \"a\": 1 }")]
    [InlineData("{\n  // nothing yet\n}", "{\n  // nothing yet\n  \"a\": 1\n}")]
    [InlineData("{\n\t\"b\": 2\n}", "{\n\t\"b\": 2,\n\t\"a\": 1\n}")]
    [InlineData("{ \"é\": \"ü, // }\", \"b\": 2 }", "{ \"é\": \"ü, // }\", \"b\": 2, \"a\": 1 }")]
    public void The_smallest_files_are_changed_as_well(string text, string expected) =>
        Assert.Equal(expected, CommentedJson.Patch(text, new JsonObject { ["a"] = 1 }));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{ \"a\": ")]
    public void What_is_no_object_is_refused(string text) =>
        Assert.ThrowsAny<JsonException>(() => CommentedJson.Patch(text, new JsonObject { ["a"] = 1 }));

    [Fact]
    public void What_comes_out_says_what_the_patched_object_says()
    {
        var random = new Random(4);
        for (var run = 0; run < 300; run++)
        {
            var (file, patch) = (Some(random, 3, false), Some(random, 3, true));
            var text = file.ToJsonString(new JsonSerializerOptions { WriteIndented = run % 2 == 0 }).Replace(",", ", /* , } */ ", StringComparison.Ordinal);
            var patched = CommentedJson.Patch(text, patch);
            var read = JsonNode.Parse(patched, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            Assert.True(JsonNode.DeepEquals(MergePatch.Apply(file, patch), read), $"{text}\n{patch.ToJsonString()}\n{patched}");
        }
    }

    private static JsonObject Some(Random random, int depth, bool withNulls)
    {
        var made = new JsonObject();
        foreach (var name in new[] { "a", "b", "c", "d" }.Where(_ => random.Next(2) == 0))
        {
            made[name] = random.Next(5) switch
            {
                0 when withNulls => null,
                1 or 2 when depth > 0 => Some(random, depth - 1, withNulls),
                3 => new JsonArray(random.Next(9), "x"),
                _ => random.Next(99),
            };
        }

        return made;
    }
}
