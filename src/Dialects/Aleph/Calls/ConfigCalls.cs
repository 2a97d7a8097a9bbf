using System.Text.Json;
using Carillon.Contracts.Configuration;
using Carillon.Dialects.Aleph.Rpc;

namespace Carillon.Dialects.Aleph.Calls;

/// <summary><c>config.*</c> (spec: Aleph, section 8). Secrets are shown as <c>[REDACTED]</c>.</summary>
internal sealed class ConfigCalls(IConfiguration configuration)
{
    private const int MostSteps = 16;

    /// <summary><c>config.get {section}</c> → <c>{config, source, loaded_at}</c>.</summary>
    public async ValueTask<Result> GetAsync(Call call, CancellationToken cancellationToken)
    {
        var view = await configuration.GetAsync(call.Caller, cancellationToken);
        var section = call.Params.Text("section");
        if (section is not null && !view.Config.TryGetProperty(section, out _)) throw Params.Wrong("section", "a section of the configuration");
        return json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("config"u8);
            (section is null ? view.Config : view.Config.GetProperty(section)).WriteTo(json);
            json.WriteString("source"u8, view.Source);
            json.WriteNumber("loaded_at"u8, view.LoadedAt);
            json.WriteEndObject();
        };
    }

    /// <summary>
    /// <c>config.patch {patch, path, dry_run}</c> (RFC 7386: null deletes) → <c>{applied, changed_keys, restart_required}</c>. With a
    /// dotted path the patch is of what stands there; a dry run says what would change.
    /// </summary>
    public async ValueTask<Result> PatchAsync(Call call, CancellationToken cancellationToken)
    {
        var patch = call.Params.Text("path") is { } path ? Under(path, call) : ObjectOf(call, "patch");
        var isTrial = call.Params.Flag("dry_run") ?? false;
        var change = isTrial
            ? await configuration.PreviewAsync(call.Caller, patch, cancellationToken)
            : await configuration.PatchAsync(call.Caller, patch, cancellationToken);
        return json => Write(json, ("applied", !isTrial), change);
    }

    /// <summary><c>config.apply {config}</c> → <c>{applied, changed_keys, restart_required, restart_components}</c>.</summary>
    public async ValueTask<Result> ApplyAsync(Call call, CancellationToken cancellationToken)
    {
        var change = await configuration.ApplyAsync(call.Caller, ObjectOf(call, "config"), cancellationToken);
        return json => Write(json, ("applied", true), change);
    }

    /// <summary><c>config.reload</c> → <c>{reloaded, source, changed_keys, restart_required, restart_components}</c>.</summary>
    public async ValueTask<Result> ReloadAsync(Call call, CancellationToken cancellationToken)
    {
        var change = await configuration.ReloadAsync(call.Caller, cancellationToken);
        return json => Write(json, ("reloaded", true), change);
    }

    /// <summary><c>config.validate {config}</c> → <c>{valid, errors[{path, message}], warnings[{path, message}]}</c>.</summary>
    public async ValueTask<Result> ValidateAsync(Call call, CancellationToken cancellationToken)
    {
        var verdict = await configuration.ValidateAsync(call.Caller, ObjectOf(call, "config"), cancellationToken);
        return json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("valid"u8, verdict.Valid);
            Write(json, "errors", verdict.Errors);
            Write(json, "warnings", verdict.Warnings);
            json.WriteEndObject();
        };
    }

    /// <summary><c>config.path</c> → <c>{path}</c>.</summary>
    public async ValueTask<Result> PathAsync(Call call, CancellationToken cancellationToken)
    {
        var view = await configuration.GetAsync(call.Caller, cancellationToken);
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("path"u8, view.Source);
            json.WriteEndObject();
        };
    }

    /// <summary><c>config.schema</c> → <c>{schema}</c>.</summary>
    public ValueTask<Result> SchemaAsync(Call call, CancellationToken cancellationToken)
    {
        var schema = configuration.Schema;
        return ValueTask.FromResult<Result>(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("schema"u8);
            schema.WriteTo(json);
            json.WriteEndObject();
        });
    }

    private static JsonElement Under(string path, Call call)
    {
        if (call.Params.Any("patch") is not { } given) throw Params.Missing("patch");
        var steps = path.Split('.');
        if (steps.Length > MostSteps || steps.Any(step => step.Length == 0)) throw Params.Wrong("path", "a dotted key such as approvals.expireAfterSeconds");
        try
        {
            // As it was sent: whoever takes the patch says what else is wrong in it.
            return JsonElement.Parse(steps.Reverse().Aggregate(given.GetRawText(), (inner, step) => $$"""{"{{JsonEncodedText.Encode(step)}}":{{inner}}}"""));
        }
        catch (JsonException)
        {
            throw Params.Wrong("patch", "nested less deep");
        }
    }

    private static JsonElement ObjectOf(Call call, string name) => call.Params.Any(name) switch
    {
        null => throw Params.Missing(name),
        { ValueKind: JsonValueKind.Object } given => given,
        _ => throw Params.Wrong(name, "an object"),
    };

    private static void Write(Utf8JsonWriter json, (string Name, bool Value) done, ConfigurationChange change)
    {
        json.WriteStartObject();
        json.WriteBoolean(done.Name, done.Value);
        json.WriteString("source"u8, change.Source);
        json.WriteStartArray("changed_keys"u8);
        foreach (var key in change.ChangedKeys) json.WriteStringValue(key);
        json.WriteEndArray();
        json.WriteBoolean("restart_required"u8, change.RestartRequired);
        json.WriteStartArray("restart_components"u8);
        foreach (var component in change.RestartComponents) json.WriteStringValue(component);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<ConfigurationRemark> remarks)
    {
        json.WriteStartArray(name);
        foreach (var remark in remarks)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, remark.Path);
            json.WriteString("message"u8, remark.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
