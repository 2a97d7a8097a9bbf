using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>Where the agent works (seed: sandbox_*, file_changed).</summary>
internal static class PlaceWords
{
    public static IReadOnlyList<Word> All { get; } =
    [
        Word.Of<SandboxInitializing>("sandbox_init", (json, e) =>
        {
            json.WriteString(Field.SessionId, e.SessionId);
            json.WriteString(Field.Provider, e.Provider);
        }),
        Word.Of<SandboxProvisioning>("sandbox_provisioning", (json, e) =>
        {
            json.WriteString(Field.SessionId, e.SessionId);
            json.WriteString(Field.Phase, e.Phase);
            json.WriteIfGiven(Field.Message, e.Message);
        }),
        Word.Of<SandboxReady>("sandbox_ready", (json, e) => json.WriteString(Field.SessionId, e.SessionId)),
        Word.Of<SandboxRemoved>("sandbox_removed", (json, e) =>
        {
            json.WriteString(Field.SessionId, e.SessionId);
            json.WriteString(Field.Reason, e.Reason);
            json.WriteIfGiven(Field.Message, e.Message);
        }),
        Word.Of<FileChanged>("file_changed", (json, e) =>
        {
            json.WriteString(Field.SessionId, e.SessionId);
            json.WriteString(Field.Path, e.Path);
            json.WriteNumber(Field.Iteration, e.Iteration);
            json.WriteNumber(Field.Size, e.Size);
        }),
    ];
}
