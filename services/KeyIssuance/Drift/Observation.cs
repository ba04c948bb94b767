namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Something that an account accepts, or not, other than it should.</summary>
/// <param name="Kind">One of <see cref="DriftKinds"/>.</param>
/// <param name="Key">The key it is about, if it is about one.</param>
/// <param name="Detail">What the check found, one sentence.</param>
/// <param name="RepairsItself">Whether a repair may begin without a person's word.</param>
internal sealed record Observation(string Kind, PublicKey? Key, string Detail, bool RepairsItself)
{
    /// <summary>What tells it from others of its kind where it is about no key: the hash of a line, or of a setting.</summary>
    public string? Mark { get; init; }

    public string? Fingerprint => Mark ?? Key?.Fingerprint;

    /// <summary>A mark in the form of a fingerprint, so that a finding about no key is accepted as one about a key is.</summary>
    public static string MarkOf(string text) => "SHA256:" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text))).TrimEnd('=');
}

/// <summary>What the platform knows of a key that it finds in an account and that is none of the account's own secret.</summary>
internal enum KeyOrigin
{
    /// <summary>It has never issued it.</summary>
    Unknown,

    /// <summary>A person, or the enrolment, said that it may stay.</summary>
    Accepted,

    /// <summary>Another tenant's, for this very account; the check of that tenant's server judges it.</summary>
    Neighbours,

    /// <summary>Issued for another account, and in use there.</summary>
    LiveElsewhere,

    /// <summary>Issued for another account, and ended.</summary>
    EndedElsewhere,

    /// <summary>Never to be accepted again, anywhere.</summary>
    Banned,

    /// <summary>The control key of a proof that did not get to its end.</summary>
    LeftControl,
}
