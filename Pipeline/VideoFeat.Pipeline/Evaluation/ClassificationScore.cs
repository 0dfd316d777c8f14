namespace VideoFeat.Evaluation;

/// <summary>Collects, item by item, how far the outputs of a classifier are from the labels and from a reference run. Not for several threads at once.</summary>
public sealed class ClassificationScore
{
    private const int TopFive = 5;

    private readonly List<sbyte> _top1Differences = [];
    private int _items;
    private int _top1;
    private int _top5;
    private int _referenceTop1;
    private int _referenceTop5;
    private int _agreeing;
    private double _klSum;
    private double _klMax;

    /// <summary>An empty score.</summary>
    /// <param name="classes">Logits of one item, at least 2.</param>
    /// <exception cref="ArgumentException">Fewer than 2 classes.</exception>
    public ClassificationScore(int classes)
    {
        if (classes < 2)
        {
            throw new ArgumentException($"Classes is {classes}; it must be at least 2.", nameof(classes));
        }

        Classes = classes;
    }

    /// <summary>Logits of one item.</summary>
    public int Classes { get; }

    /// <summary>Adds a batch: the rows lie one after the other, <see cref="Classes"/> values each. On an error the rows before the bad one stay added.</summary>
    /// <param name="logits">The run's outputs before softmax.</param>
    /// <param name="reference">The reference run's outputs for the same items (may be <paramref name="logits"/> itself).</param>
    /// <param name="labels">The true class of each row, or empty where none is known.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, a label is out of range, or a logit is not finite.</exception>
    public void AddBatch(ReadOnlySpan<float> logits, ReadOnlySpan<float> reference, ReadOnlySpan<int> labels)
    {
        int rows = logits.Length / Classes;
        if (logits.Length % Classes != 0 || reference.Length != logits.Length || (labels.Length != 0 && labels.Length != rows))
        {
            throw new ArgumentException(
                $"A batch has {logits.Length} logits, {reference.Length} reference logits and {labels.Length} labels; "
                + $"it must have rows of {Classes} logits, as many reference logits, and a label a row or none.");
        }

        for (int row = 0; row < rows; row++)
        {
            Add(
                logits.Slice(row * Classes, Classes),
                reference.Slice(row * Classes, Classes),
                labels.IsEmpty ? null : labels[row]);
        }
    }

    /// <summary>Adds one item.</summary>
    /// <param name="logits">The run's outputs before softmax, one a class.</param>
    /// <param name="reference">The reference run's outputs for the same item.</param>
    /// <param name="label">The true class, 0 to <see cref="Classes"/> - 1, or null where it is not known.</param>
    /// <exception cref="ArgumentException">A length is not <see cref="Classes"/>, the label is out of range, or a logit is not finite.</exception>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<float> reference, int? label = null)
    {
        Logits.Check(logits, Classes, "The output");
        Logits.Check(reference, Classes, "The reference output");
        if (label is int given && (uint)given >= (uint)Classes)
        {
            throw new ArgumentException($"Label is {given}; it must be 0 to {Classes - 1}.", nameof(label));
        }

        _items++;
        _agreeing += Logits.Winner(logits) == Logits.Winner(reference) ? 1 : 0;
        double divergence = Logits.KullbackLeibler(reference, logits);
        _klSum += divergence;
        _klMax = Math.Max(_klMax, divergence);
        if (label is int known)
        {
            int rank = Logits.RankOf(known, logits);
            int referenceRank = Logits.RankOf(known, reference);
            _top1 += rank == 0 ? 1 : 0;
            _top5 += rank < TopFive ? 1 : 0;
            _referenceTop1 += referenceRank == 0 ? 1 : 0;
            _referenceTop5 += referenceRank < TopFive ? 1 : 0;
            _top1Differences.Add((sbyte)((rank == 0 ? 1 : 0) - (referenceRank == 0 ? 1 : 0)));
        }
    }

    /// <summary>The figures over all items added so far; more may be added afterwards.</summary>
    /// <param name="bootstrap">How the interval is drawn; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">No item was added.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public ClassificationReport Report(BootstrapOptions? bootstrap = null)
    {
        if (_items == 0)
        {
            throw new InvalidOperationException("No item was added to the classification score.");
        }

        int labelled = _top1Differences.Count;
        double? Share(int count) => labelled == 0 ? null : (double)count / labelled;
        return new ClassificationReport
        {
            Items = _items,
            LabelledItems = labelled,
            Top1 = Share(_top1),
            Top5 = Share(_top5),
            ReferenceTop1 = Share(_referenceTop1),
            ReferenceTop5 = Share(_referenceTop5),
            Top1Difference = labelled == 0 ? null : Top1Difference(bootstrap ?? new BootstrapOptions()),
            Agreement = (double)_agreeing / _items,
            MeanKlDivergence = _klSum / _items,
            MaxKlDivergence = _klMax,
        };
    }

    private ConfidenceInterval Top1Difference(BootstrapOptions options)
    {
        int count = _top1Differences.Count;
        return PairedBootstrap.Intervals(count, 1, MeanDifference, options)[0];

        void MeanDifference(ReadOnlySpan<int> weights, Span<double> values)
        {
            int sum = 0;
            for (int i = 0; i < weights.Length; i++)
            {
                sum += weights[i] * _top1Differences[i];
            }

            values[0] = (double)sum / count;
        }
    }
}
