using System.Collections.Immutable;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>
/// A worker that is half-way through a step: the answers it has had since it last read its operation. Running the code again
/// with the same answers brings it to the same place, ready for its next call.
/// </summary>
/// <param name="Owner">Its lease.</param>
/// <param name="Answers">In order.</param>
/// <param name="Next">The call that it is about to make.</param>
internal sealed record ModelWorker(int Owner, ImmutableArray<Answer> Answers, CallKind Next)
{
    public static ModelWorker New(int owner) => new(owner, [], CallKind.Load);

    public string Identity() => $"{Owner} {Next} {string.Join(';', Answers.Select(answer => answer.Text))}";
}

/// <summary>How a call to Vault, server or database ended.</summary>
/// <param name="Value">What it answered.</param>
/// <param name="Failure">Or how it failed.</param>
/// <param name="Text">Equal for answers that tell the worker the same.</param>
internal sealed record Answer(object? Value, Exception? Failure, string Text);

/// <summary>What a call is, and so how it can fail.</summary>
internal enum CallKind
{
    /// <summary>Reads the operation, after the claim.</summary>
    Load,

    /// <summary>Reads the database within a step.</summary>
    Read,
    Commit,
    VaultRead,
    VaultWrite,
    MakeKey,
    Login,
    ServerEdit,

    /// <summary>Calls a target that makes its own versions.</summary>
    Target,
}

/// <summary>What becomes of a call.</summary>
internal enum Fate
{
    Happens,

    /// <summary>It fails and has no effect.</summary>
    Fails,

    /// <summary>It has its effect, and its answer is lost.</summary>
    AnswerLost,

    /// <summary>Another server answers in the server's place.</summary>
    HostKeyChanged,
}
