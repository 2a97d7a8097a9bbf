using FsCheck;
using FsCheck.Fluent;

namespace Carillon.Core.Tests.Seam;

/// <summary>One thing that happens; a run is any number of them in any order.</summary>
internal abstract record Step
{
    public static Gen<Step[]> Run(int most) =>
        from count in Gen.Choose(1, most)
        from steps in Any.ArrayOf(count)
        select steps;

    /// <summary>Leaves out halves, then single steps.</summary>
    public static IEnumerable<Step[]> Fewer(Step[] steps)
    {
        if (steps.Length > 3)
        {
            yield return steps[..(steps.Length / 2)];
            yield return steps[(steps.Length / 2)..];
        }

        for (var i = 0; i < steps.Length; i++) yield return [.. steps[..i], .. steps[(i + 1)..]];
    }

    private static Gen<Draft> AnyDraft =>
        from stream in Gen.Choose(0, History.Streams.Count - 1)
        from kind in Gen.Elements(DraftKind.Durable, DraftKind.Durable, DraftKind.Ephemeral, DraftKind.Piece, DraftKind.Piece)
        from length in Gen.Frequency((6, Gen.Choose(0, 40)), (1, Gen.Choose(200, 1500)))
        select new Draft(stream, kind, length);

    private static Gen<Step> Any => Gen.Frequency(
        (12, from drafts in AnyDraft.NonEmptyListOf() select (Step)new Publish([.. drafts.Take(12)])),
        (3, Gen.Constant<Step>(new AwaitPublishers())),
        (6, from who in Gen.Choose(0, 5) select (Step)new Connect(who)),
        (3, from who in Gen.Choose(0, 5) select (Step)new Drop(who)),
        (8, from who in Gen.Choose(0, 5) from bytes in Gen.Choose(1, 3000) select (Step)new Read(who, bytes)),
        (1, from how in Gen.Elements(Enum.GetValues<Ending>()) select (Step)new Restart(how)));
}

internal enum DraftKind
{
    Durable,
    Ephemeral,
    Piece,
}

internal enum Ending
{
    InGoodOrder,
    Crash,
    CrashBeforeTheCommit,
    CrashAfterTheCommit,
}

/// <summary>An event to be.</summary>
internal sealed record Draft(int Stream, DraftKind Kind, int Length);

/// <summary>A producer publishes these at once, and nobody waits for it.</summary>
internal sealed record Publish(Draft[] Drafts) : Step
{
    public override string ToString() => $"Publish {string.Join(",", Drafts.Select(draft => $"{draft.Stream}{draft.Kind.ToString()[0]}{draft.Length}"))}";
}

/// <summary>Everyone who publishes has had their answer.</summary>
internal sealed record AwaitPublishers : Step;

/// <summary>A listener that is not connected connects, where it left off.</summary>
internal sealed record Connect(int Who) : Step;

/// <summary>A listener is gone.</summary>
internal sealed record Drop(int Who) : Step;

/// <summary>A listener reads a little.</summary>
internal sealed record Read(int Who, int Bytes) : Step;

/// <summary>The server ends, one way or another, and starts again.</summary>
internal sealed record Restart(Ending How) : Step;
