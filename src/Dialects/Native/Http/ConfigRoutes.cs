using System.Text.Json;
using Carillon.Contracts.Configuration;
using Carillon.Core.Identity;
using Carillon.Dialects.Native.Calls;
using Carillon.Dialects.Native.Errors;
using Microsoft.AspNetCore.Http;

namespace Carillon.Dialects.Native.Http;

/// <summary>The configuration over HTTP, for those who may.</summary>
internal sealed class ConfigRoutes(IConfiguration configuration)
{
    // RFC 7386 has a media type of its own; a page of another site can send neither without the browser's leave.
    private static readonly string[] PatchTypes = ["application/json", "application/merge-patch+json"];

    public async ValueTask GetAsync(HttpContext context, Caller caller, CancellationToken cancellationToken)
    {
        var view = await configuration.GetAsync(caller, cancellationToken);
        await HttpReply.WriteAsync(context, Answer.Ok(json => Write(json, view)), cancellationToken);
    }

    public async ValueTask PatchAsync(HttpContext context, Caller caller, CancellationToken cancellationToken)
    {
        if (!PatchTypes.Contains(RequestBody.MediaTypeOf(context)))
        {
            await HttpReply.WriteProblemAsync(context, NativeErrors.UnsupportedMediaType, "Send application/merge-patch+json.", cancellationToken);
            return;
        }

        var patch = JsonElement.Parse(await RequestBody.ReadAsync(context, cancellationToken));
        var change = await configuration.PatchAsync(caller, patch, cancellationToken);
        await HttpReply.WriteAsync(context, Answer.Ok(json => Write(json, change)), cancellationToken);
    }

    public async ValueTask ReloadAsync(HttpContext context, Caller caller, CancellationToken cancellationToken)
    {
        var change = await configuration.ReloadAsync(caller, cancellationToken);
        await HttpReply.WriteAsync(context, Answer.Ok(json => Write(json, change)), cancellationToken);
    }

    private static void Write(Utf8JsonWriter json, ConfigurationView view)
    {
        json.WriteStartObject();
        json.WritePropertyName("config"u8);
        view.Config.WriteTo(json);
        if (view.Source is not null) json.WriteString("source"u8, view.Source);
        json.WriteNumber("loadedAt"u8, view.LoadedAt);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ConfigurationChange change)
    {
        json.WriteStartObject();
        Write(json, "changedKeys", change.ChangedKeys);
        json.WriteBoolean("restartRequired"u8, change.RestartRequired);
        Write(json, "restartComponents", change.RestartComponents);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
