using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>
/// All there is of one secret, small enough to be compared: rows, Vault, what the target accepts, the workers that are
/// half-way, the clock, and what may still go wrong. Keys, operations and leases are numbers (<see cref="Ids"/>), times are hours.
/// </summary>
internal sealed record ModelState
{
    public ImmutableArray<VersionRow> Versions { get; init; } = [];

    /// <summary>The one that has not ended.</summary>
    public OperationState? Operation { get; init; }

    public int Operations { get; init; }

    public long NextFence { get; init; } = 1;

    public KeySet Banned { get; init; }

    public bool IsServerLost { get; init; }

    /// <summary>Whether the secret itself is marked as deleted.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Vault's paths by their last segment; a value's number is its position plus one.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<StoredValue>> Vault { get; init; } =
        ImmutableSortedDictionary<string, ImmutableArray<StoredValue>>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>What the target accepts: an account's lines, each with its <c>expiry-time</c>, or what the target has made.</summary>
    public ImmutableSortedDictionary<int, int?> Lines { get; init; } = ImmutableSortedDictionary<int, int?>.Empty;

    public long SeenFence { get; init; }

    /// <summary>Whether the account has the control line of a proof.</summary>
    public bool HasControl { get; init; }

    public ImmutableArray<ModelWorker> Workers { get; init; } = [];

    public int Now { get; init; }

    /// <summary>How many keys were made.</summary>
    public int Keys { get; init; }

    public Budget Budget { get; init; } = new();

    /// <summary>Keys whose material Vault has held.</summary>
    public KeySet EverStored { get; init; }

    /// <summary>Keys that have opened the account.</summary>
    public KeySet EverUsed { get; init; }

    /// <summary>Keys that the server has refused when they were offered.</summary>
    public KeySet EverRefused { get; init; }

    /// <summary>Whether the secret is of the type whose target makes its own versions; else it is an SSH key.</summary>
    public bool IsMadeByTarget { get; init; }

    /// <summary>What has been done that must never be done.</summary>
    public string? Broken { get; init; }

    public bool IsIdle => Operation is null && Workers.IsEmpty;

    public bool Accepts(int key) => Lines.TryGetValue(key, out var end) && (end is null || Now < end);

    /// <summary>What readers of a path get.</summary>
    public StoredValue? Read(string path) => Vault.TryGetValue(path, out var values) && !values[^1].IsDestroyed && !values[^1].IsEnd ? values[^1] : null;

    /// <summary>Equal for states that are the same in everything.</summary>
    public string Identity() => string.Join(
        '|',
        $"{IsMadeByTarget} {Operation} {Operations} {NextFence} {Banned} {IsServerLost} {IsDeleted} {SeenFence} {HasControl} {Now} {Keys} {Budget} {EverStored} {EverUsed} {EverRefused} {Broken}",
        string.Join(' ', Versions),
        string.Join(' ', Vault.Select(path => path.Key + ":" + string.Join(',', path.Value))),
        string.Join(' ', Lines),
        string.Join('/', Workers.Select(worker => worker.Identity())));

    /// <summary>States are told apart by it: a hundred thousand of them fit into little memory.</summary>
    public UInt128 Digest() => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(Identity())));

    public override string ToString() => Identity().Replace("|", "\n    ", StringComparison.Ordinal);
}

/// <summary>A row of <c>secret_version</c>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct VersionRow(int Key, VersionState State, int? GraceEnds, int? VaultVersion = null)
{
    public override string ToString() => $"{Key}={State}{GraceEnds}#{VaultVersion}";
}

/// <summary>A row of <c>operation</c>.</summary>
internal sealed record OperationState(int Number, OperationKind Kind, string Step, long Fence)
{
    public int? Version { get; init; }
    public int Attempts { get; init; }
    public int? GraceEnds { get; init; }
    public string? Failure { get; init; }
    public int? Owner { get; init; }

    public override string ToString() => $"{Number}:{Kind}.{Step} v{Version} f{Fence} a{Attempts} g{GraceEnds} {Failure} by {Owner}";
}

/// <summary>One value of a path in Vault: a key's material, staged by an operation.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StoredValue(int Key, int Operation, bool IsDestroyed)
{
    /// <summary>A version without values, after which the path has none.</summary>
    public static StoredValue End { get; } = new(int.MinValue, 0, IsDestroyed: false);

    public bool IsEnd => Key == int.MinValue;

    public override string ToString() => IsDestroyed ? "-" : IsEnd ? "." : $"{Key}@{Operation}";
}

/// <summary>What may still happen on the way; each takes one away.</summary>
internal sealed record Budget
{
    public int Rotations { get; init; }
    public int Regenerations { get; init; }
    public int Resets { get; init; }

    public int Deletions { get; init; }
    public int Revocations { get; init; }
    public int Abandonments { get; init; }

    /// <summary>Workers that die.</summary>
    public int Deaths { get; init; }

    /// <summary>Workers that lose their lease and go on without knowing.</summary>
    public int Sleepers { get; init; }

    /// <summary>Calls that fail, before or after their effect.</summary>
    public int Faults { get; init; }

    public override string ToString() => $"{Rotations}{Regenerations}{Resets}{Deletions}{Revocations}{Abandonments}{Deaths}{Sleepers}{Faults}";
}

/// <summary>A set of keys.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KeySet(int Bits)
{
    public bool Has(int key) => (Bits & (1 << key)) != 0;

    public KeySet With(int key) => new(Bits | (1 << key));

    public override string ToString() => Bits.ToString("x");
}
