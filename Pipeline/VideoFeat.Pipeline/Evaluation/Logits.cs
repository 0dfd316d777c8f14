namespace VideoFeat.Evaluation;

/// <summary>What one row of classifier outputs says. Every row must be finite: <see cref="Check"/> comes first.</summary>
internal static class Logits
{
    /// <exception cref="ArgumentException">The row has another number of classes, or a value is NaN or infinite.</exception>
    internal static void Check(ReadOnlySpan<float> row, int classes, string name)
    {
        if (row.Length != classes)
        {
            throw new ArgumentException($"{name} has {row.Length} values; one item has {classes} classes.");
        }

        for (int i = 0; i < row.Length; i++)
        {
            if (!float.IsFinite(row[i]))
            {
                throw new ArgumentException($"{name} of class {i} is {row[i]}; logits must be finite.");
            }
        }
    }

    /// <summary>0 for the winner. Of equal logits the lower class index ranks first, as argmax has it.</summary>
    internal static int RankOf(int label, ReadOnlySpan<float> row)
    {
        int rank = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i] > row[label] || (row[i] == row[label] && i < label))
            {
                rank++;
            }
        }

        return rank;
    }

    /// <summary>The class of the largest logit, the lowest index of equals.</summary>
    internal static int Winner(ReadOnlySpan<float> row)
    {
        int winner = 0;
        for (int i = 1; i < row.Length; i++)
        {
            if (row[i] > row[winner])
            {
                winner = i;
            }
        }

        return winner;
    }

    /// <summary>
    /// KL(reference || test) of the two softmax distributions in nats, at least 0. Log-probabilities come from log-sum-exp with the
    /// largest logit taken out, so logits of any finite size neither overflow nor turn a tiny probability into log 0.
    /// </summary>
    internal static double KullbackLeibler(ReadOnlySpan<float> reference, ReadOnlySpan<float> test)
    {
        double referenceTotal = LogSumExp(reference);
        double testTotal = LogSumExp(test);
        double sum = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            double logReference = reference[i] - referenceTotal;
            sum += Math.Exp(logReference) * (logReference - (test[i] - testTotal));
        }

        return Math.Max(0, sum);
    }

    private static double LogSumExp(ReadOnlySpan<float> row)
    {
        double largest = row[Winner(row)];
        double sum = 0;
        foreach (float value in row)
        {
            sum += Math.Exp(value - largest);
        }

        return largest + Math.Log(sum);
    }
}
