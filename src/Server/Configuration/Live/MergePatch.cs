using System.Text.Json.Nodes;

namespace Carillon.Server.Configuration.Live;

/// <summary>Changes of JSON that are JSON (RFC 7386): members replace, null deletes.</summary>
internal static class MergePatch
{
    /// <summary>The target with the patch on it; neither is touched.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();
        var result = target is JsonObject there ? there.DeepClone().AsObject() : [];
        foreach (var (name, change) in changes)
        {
            if (change is null) result.Remove(name);
            else result[name] = Apply(result[name], change);
        }

        return result;
    }

    /// <summary>The patch that makes one object the other. Neither holds a null, which a patch could not say.</summary>
    public static JsonObject Between(JsonObject from, JsonObject to)
    {
        var patch = new JsonObject();
        foreach (var (name, _) in from.Where(member => !to.ContainsKey(member.Key))) patch[name] = null;
        foreach (var (name, wanted) in to)
        {
            var there = from[name];
            if (there is JsonObject before && wanted is JsonObject after)
            {
                if (Between(before, after) is { Count: > 0 } inner) patch[name] = inner;
            }
            else if (!JsonNode.DeepEquals(there, wanted))
            {
                patch[name] = wanted?.DeepClone();
            }
        }

        return patch;
    }
}
