using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>A mistake, made on purpose, that the exploration must find.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Finding">Part of the rule that it breaks.</param>
internal sealed record Mutation(string Name, string Finding)
{
    /// <summary>What must happen for it to show.</summary>
    public Budget Budget { get; init; } = new() { Rotations = 1, Faults = 1 };

    /// <summary>Another step in a step's place.</summary>
    public Func<IOperationStep, IKeyValueStore, IOperationStep>? Step { get; init; }

    /// <summary>Another secret type in the secret type's place.</summary>
    public Func<SecretType, SecretType>? Type { get; init; }

    /// <summary>Whether it is about a target that makes its own versions.</summary>
    public bool IsMadeByTarget { get; init; }

    /// <summary>Whether the server takes edits of overtaken operations.</summary>
    public bool HasNoFences { get; init; }

    public override string ToString() => Name;
}
