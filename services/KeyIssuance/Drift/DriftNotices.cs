namespace PenguinMails.KeyIssuance.Drift;

/// <summary>What the database announces of looks when a transaction commits (<c>0010_observed_state.sql</c>).</summary>
public static class DriftNotices
{
    /// <summary>Somebody asked for a look.</summary>
    public const string Due = "drift_due";
}
